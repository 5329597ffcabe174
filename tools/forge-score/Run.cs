using System.Text.Json;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Score;

internal static class Run
{
    public static async Task<ExitCode> Score(Parsed parsed, ToolContext context)
    {
        var s = Settings.From(parsed);
        await using var method = await ScoreMethod.Open(s, context.Cancel);
        using var output = RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        using var progress = context.Progress("samples", LineCount.Of(s.Inputs, s.Limit));
        var feed = new RowFeed<Sample>("score", s.Inputs, row => Sample.From(row, s.Fields), s.MaxBad, s.Limit);
        var (empty, failed, sum, inUnit) = (0L, 0L, 0.0, 0L);
        string? firstFailure = null;
        var scorer = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("model", method.Origin.Model);
            w.WriteString("model_revision", method.Origin.Revision);
            w.WriteString("method", s.Method);
            w.WriteString("activation", method.Activation);
            w.WriteEndObject();
        });

        await foreach (var (sample, score, bad) in feed.Read(context.Cancel).SelectOrdered(2 * method.InFlight, Ask, context.Cancel))
        {
            foreach (var row in bad) rejects?.Write(row);
            if (sample is null) continue;
            progress.Add();
            if (score?.Error is { } error)
            {
                failed++;
                firstFailure ??= error;
                rejects?.Write(sample.Row, new Reject("score", "scoring_failed", error));
                continue;
            }

            if (score is null) empty++;
            sum += score?.Value ?? 0;
            if (score?.Value is > 0 and < 1) inUnit++;
            output.Write(Scored(sample.Row, score, scorer));
            output.Flush();
        }

        RowWriter.CommitAll(rejects, output);
        progress.Dispose();
        var scored = output.Rows - empty;
        context.Say($"{scored:N0} samples scored by {s.Method}{(scored > 0 ? $", mean {sum / scored:0.####}" : "")}{(empty > 0 ? $"; {empty:N0} without text passed without a score" : "")}; {Progress.Span(progress.Elapsed)}");
        if (method.Activation == "unknown" && scored > 0 && inUnit == scored)
            context.Warn("all scores lie between 0 and 1, and the server knows no way to leave a sigmoid off: they are probably probabilities, which forge-vote is to take with --weight raw");
        if (failed > s.MaxFailures) context.Gate($"{failed:N0} samples could not be scored, the first with: {firstFailure}; --max-failures allows {s.MaxFailures:N0}");
        else if (failed > 0) context.Warn($"{failed:N0} samples could not be scored, the first with: {firstFailure}");
        if (feed.Summary is { } passed) context.Warn(passed);
        if (feed.Overspent) context.Gate(feed.Verdict);
        context.SayIfNoRows(feed.Rows + feed.Bad, s.Inputs);
        return failed > s.MaxFailures || feed.Overspent ? ExitCode.GateFailed : ExitCode.Ok;

        static Row Scored(Row row, Core.Score? score, byte[] scorer) => row.With(e =>
        {
            e.SetRaw("scored_by", score is null ? default : scorer);
            e.Set("reward_model_score", score?.Value);
            if (score?.Steps is { } steps) e.SetRaw("step_scores", JsonSerializer.SerializeToUtf8Bytes(steps));
            else e.Remove("step_scores");
        });

        async Task<Scored> Ask(RowFeed<Sample>.Item item, CancellationToken cancel) =>
            new(item.Value, item.Value?.Generation is null ? null : await method.Of(item.Value, cancel), item.Bad);
    }
}
