using System.Text.Json;

using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;

namespace DataForge.Tools.Model;

internal static class InspectRun
{
    public static Task<ExitCode> Inspect(Parsed parsed, ToolContext context)
    {
        using var model = LoadedModel.Open(ModelSettings.From(parsed).Backend);
        var (m, c) = (model.Imported, model.Imported.Config);
        var row = Row.Empty.With(e => e
            .Set("name", m.Name)
            .Set("architecture", c.Architecture)
            .Set("task", JsonNamingPolicy.SnakeCaseLower.ConvertName(c.Task.ToString()))
            .Set("precision", m.Precision)
            .Set("revision", m.Revision)
            .Set("parameters", Parameters(c))
            .Set("layers", c.Layers)
            .Set("hidden", c.Hidden)
            .Set("heads", c.Heads)
            .Set("kv_heads", c.KvHeads)
            .Set("head_dim", c.HeadDim)
            .Set("intermediate", c.Intermediate)
            .Set("vocabulary", c.Vocabulary)
            .Set("tied", c.Tied)
            .Set("context", c.MaxPositions)
            .Set("rope", c.Rope.Kind)
            .Set("sliding_window", c.SlidingWindow > 0 ? c.SlidingWindow : null)
            .Set("experts", c.Experts?.Count)
            .Set("experts_per_token", c.Experts?.PerToken)
            .Set("labels", c.Labels > 0 ? c.Labels : null)
            .Write("end_ids", w => Numbers(w, c.EndIds))
            .Set("kv_bytes_per_token", 2L * c.Layers * c.KvHeads * m.HeadDim * (m.Precision is "fp16" or "bf16" ? 2 : 4))
            .Set("directory", Path.GetFullPath(m.Directory)));
        using var output = StandardStreams.OpenOutput();
        output.Write(row.Utf8);
        output.WriteByte((byte)'\n');
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>Matrices and norms of the decoder, the table and an untied head; biases and score heads left out.</summary>
    private static long Parameters(DataForge.Models.Import.ModelConfig c)
    {
        return c.LayerMatrices(active: false) + (c.Layers * (c.Gemma?.FourNorms == true ? 4L : 2L) * c.Hidden) + c.Hidden + ((c.Tied || c.Labels > 0 ? 1L : 2L) * c.Vocabulary * c.Hidden);
    }

    private static void Numbers(Utf8JsonWriter w, IReadOnlyList<int> values)
    {
        w.WriteStartArray();
        foreach (var v in values) w.WriteNumberValue(v);
        w.WriteEndArray();
    }
}
