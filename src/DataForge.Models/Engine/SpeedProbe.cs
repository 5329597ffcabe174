using System.Diagnostics;

using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>What one batch size reaches.</summary>
/// <param name="PromptTokensPerSecond">Reading prompts.</param>
/// <param name="DecodeTokensPerSecond">Generating, all sequences together, drawing included.</param>
public sealed record Speed(int Batch, double PromptTokensPerSecond, double DecodeTokensPerSecond);

/// <summary>Measures prompt and decode speed of a session.</summary>
internal static class SpeedProbe
{
    /// <param name="promptTokens">Length of every prompt.</param>
    /// <param name="newTokens">Decode steps timed, after two that are not.</param>
    public static Speed Measure(DecoderSession session, int batch, int promptTokens, int newTokens)
    {
        var random = CounterRandom.For(1, "bench", $"{batch}");
        var prompts = Enumerable.Range(0, batch).Select(b => Enumerable.Range(0, promptTokens).Select(t => random.Below((ulong)((b * promptTokens) + t), session.Model.Config.Vocabulary)).ToArray()).ToArray();
        session.Grow(promptTokens + newTokens + 3, 0, 0);
        var reader = new Prefill(session);
        reader.Read(0, [prompts[0]]);
        var start = Stopwatch.GetTimestamp();
        for (var at = 0; at < batch;)
        {
            var count = Prefill.BatchSize(prompts[at..]);
            reader.Read(at, prompts[at..(at + count)]);
            at += count;
        }

        var prompt = batch * promptTokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (ids, last, rows) = (new long[batch], new int[batch], Enumerable.Range(0, batch).Select(b => (long)b).ToArray());
        var sampler = new TokenSampler();
        var sampling = new SamplingParameters(0.7, 0.95, 0, newTokens, [], 1);
        var temperatures = Enumerable.Repeat(sampling.Temperature, batch).ToArray();
        for (var step = -2; step < newTokens; step++)
        {
            if (step == 0) start = Stopwatch.GetTimestamp();
            Array.Fill(last, promptTokens + step + 2);
            session.Run(0, batch, 1, ids, last, rows, temperatures);
            for (var b = 0; b < batch; b++) ids[b] = session.Draw(b, sampler, sampling, random.Share((ulong)(((step + 2) * batch) + b)));
        }

        return new Speed(batch, prompt, batch * newTokens / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
