using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;

namespace DataForge.Tools.Model;

internal static class BenchRun
{
    /// <summary>One row a batch size; the bound is what reading all weights, keys and values once a step allows.</summary>
    public static Task<ExitCode> Bench(Parsed parsed, ToolContext context)
    {
        var s = BenchSettings.From(parsed);
        using var model = LoadedModel.Open(s.Backend, context.Cancel);
        var bandwidth = s.Bandwidth > 0 ? s.Bandwidth : model.MeasureBandwidth();
        context.Say($"{model.Imported.Name} at {model.Imported.Precision}: {model.StepBytes / 1e6:N0} MB of weights a step, memory reads {bandwidth / 1e9:N1} GB/s");
        using var output = StandardStreams.OpenOutput();
        foreach (var batch in s.Batches)
        {
            context.Cancel.ThrowIfCancellationRequested();
            var speed = model.MeasureSpeed(batch, s.PromptTokens, s.NewTokens);
            var bound = batch * bandwidth / (model.StepBytes + (batch * model.CacheBytes(s.PromptTokens + (s.NewTokens / 2))));
            output.Write(Row.Empty.With(e => e
                .Set("batch", batch)
                .Set("prompt_tokens_per_second", Math.Round(speed.PromptTokensPerSecond, 1))
                .Set("decode_tokens_per_second", Math.Round(speed.DecodeTokensPerSecond, 1))
                .Set("bandwidth_bound_tokens_per_second", Math.Round(bound, 1))
                .Set("share_of_bound", Math.Round(speed.DecodeTokensPerSecond / bound, 3))).Utf8);
            output.WriteByte((byte)'\n');
        }

        return Task.FromResult(ExitCode.Ok);
    }
}
