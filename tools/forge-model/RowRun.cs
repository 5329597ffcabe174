using System.Text.Json;

using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Models;
using DataForge.Models.Import;

namespace DataForge.Tools.Model;

/// <summary>The commands that add fields to each row of standard input.</summary>
internal static class RowRun
{
    public static Task<ExitCode> Tokens(Parsed parsed, ToolContext context) =>
        Map(parsed, context, needsWeights: false, (model, _, row) => Ids(row, "ids", model.Tokenizer.Encode(row.Required("text"))));

    public static Task<ExitCode> Logits(Parsed parsed, ToolContext context) => Map(parsed, context, needsWeights: true, (model, s, row) =>
    {
        var ids = PromptIds(model, row);
        if (model.Imported.Config.Task != ModelTask.Generate) return Scores(row, model.Imported.Config.Task, model.Scores(ids));
        var logits = model.LastLogits(ids);
        return row.With(e => e
            .Write("top", w =>
            {
                w.WriteStartArray();
                foreach (var (id, logit) in LoadedModel.Top(logits, s.Top))
                {
                    w.WriteStartObject();
                    w.WriteNumber("id", id);
                    w.WriteNumber("logit", logit);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            })
            .Set("logsumexp", LoadedModel.LogSumExp(logits)));
    });

    public static Task<ExitCode> LogProbabilities(Parsed parsed, ToolContext context) => Map(parsed, context, needsWeights: true, (model, _, row) =>
    {
        var completion = model.Tokenizer.Encode(row.Required("completion"));
        var values = model.LogProbabilities(PromptIds(model, row), completion);
        return row.With(e => e
            .Write("logprobs", w =>
            {
                w.WriteStartArray();
                foreach (var v in values) w.WriteNumberValue(v);
                w.WriteEndArray();
            })
            .Set("sum", values.Sum())
            .Set("mean", values.Sum() / values.Length));
    });

    private static Task<ExitCode> Map(Parsed parsed, ToolContext context, bool needsWeights, Func<LoadedModel, ModelSettings, Row, Row> map)
    {
        var s = ModelSettings.From(parsed);
        RowWriter.RequireNames(s.Out);
        using var model = LoadedModel.Open(s.Backend, context.Cancel);
        if (needsWeights) model.Prepare();
        using var output = RowWriter.Open(s.Out);
        using var progress = context.Begin("rows");
        foreach (var row in RowReader.Open("-", null, context.Cancel).Take((int)Math.Min(s.Limit ?? int.MaxValue, int.MaxValue)))
        {
            output.Write(At(row, () => map(model, s, row)));
            progress.Add();
        }

        output.Commit();
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>An error of the model names the row it came from.</summary>
    private static Row At(Row row, Func<Row> map)
    {
        try
        {
            return map();
        }
        catch (ForgeException e) when (!e.IsBadRecord)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, e.Message);
        }
    }

    private static int[] PromptIds(LoadedModel model, Row row)
    {
        if (!row.HasValue("ids")) return model.Encode(new Prompt(Raw: row.Required("prompt")));
        var ids = row.Element("ids")!.Value;
        if (ids.ValueKind != JsonValueKind.Array || !ids.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt32(out _)))
            throw ForgeException.BadRecord(row.Path, row.Line, "field \"ids\": expected a list of token ids");
        return model.Encode(new Prompt(Ids: [.. ids.EnumerateArray().Select(i => i.GetInt32())]));
    }

    /// <summary>One label list for a classifier, one a position for the others.</summary>
    private static Row Scores(Row row, ModelTask task, float[][] scores) => row.With(e => e.Write("scores", w =>
    {
        if (task != ModelTask.Classify) w.WriteStartArray();
        foreach (var labels in scores)
        {
            w.WriteStartArray();
            foreach (var v in labels) w.WriteNumberValue(v);
            w.WriteEndArray();
        }

        if (task != ModelTask.Classify) w.WriteEndArray();
    }));

    private static Row Ids(Row row, string field, int[] ids) => row.With(e => e.Write(field, w =>
    {
        w.WriteStartArray();
        foreach (var id in ids) w.WriteNumberValue(id);
        w.WriteEndArray();
    }));
}
