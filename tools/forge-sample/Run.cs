using System.Text;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Models;
using DataForge.Models.OpenAi;

namespace DataForge.Tools.Sample;

internal static class Run
{
    public static async Task<ExitCode> Sample(Parsed parsed, ToolContext context)
    {
        var s = Settings.From(parsed);
        await using var generator = await Backend.OpenGenerator(s.Backend, context.Cancel);
        using var resumed = s.Resume && !s.ShowPrompt ? PriorSamples.Resume(s.Out) : null;
        using var prior = PriorSamples.Open(s.Out, s.Resume);
        ISampler sampler = s.Raw ? new RawSampler(s, generator) : new ProblemSampler(s, generator, prior);
        var feed = new RowFeed<Work>("sample", s.Inputs, sampler.Read, s.MaxBad, s.Limit);
        if (s.ShowPrompt) return Show(sampler, feed, context);

        using var output = resumed ?? RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        using var progress = context.Progress("samples", LineCount.Of(s.Inputs, s.Limit) * s.Samples);
        var tally = new SampleTally();
        try
        {
            await foreach (var batch in sampler.Plan(feed, context.Cancel).SelectOrdered(2 * generator.InFlight, sampler.Draw, context.Cancel))
            {
                foreach (var row in batch.Samples) output.Write(row);
                foreach (var row in batch.Rejects) rejects?.Write(row);
                output.Flush();
                tally.Add(batch);
                progress.Add(batch.Drawn + batch.Kept, () => $"{tally.GeneratedTokens / progress.Elapsed.TotalSeconds:N0} tokens/s");
            }
        }
        catch (ForgeException e) when (prior.HasKept)
        {
            throw new ForgeException($"{e.Message}\nthe samples drawn so far are kept: go on with --resume", e) { Cause = e.Cause };
        }

        RowWriter.CommitAll(rejects, output);
        progress.Dispose();
        context.Say(tally.Summary(progress.Elapsed));
        if (prior.Finish() is { } left) context.Warn(left);
        if (tally.Failed > s.MaxFailures) context.Gate($"{tally.Failed:N0} generations failed, the first with: {tally.FirstFailure}; --max-failures allows {s.MaxFailures:N0}");
        else if (tally.Failed > 0) context.Warn($"{tally.Failed:N0} generations failed, the first with: {tally.FirstFailure}");
        if (generator is OpenAiGenerator { RetriesMade: > 0 and var retries }) context.Say(retries == 1 ? "1 request was retried" : $"{retries:N0} requests were retried");
        if (feed.Summary is { } passed) context.Warn(passed);
        if (feed.Overspent) context.Gate(feed.Verdict);
        context.SayIfNoRows(feed.Rows + feed.Bad, s.Inputs);
        return tally.Failed > s.MaxFailures || feed.Overspent ? ExitCode.GateFailed : ExitCode.Ok;
    }

    private static ExitCode Show(ISampler sampler, RowFeed<Work> feed, ToolContext context)
    {
        var first = feed.Read(context.Cancel).FirstOrDefault(i => i.Value is not null)?.Value ?? throw new ForgeException("--show-prompt: the input holds no row");
        using var output = StandardStreams.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(sampler.Show(first) + "\n"));
        return ExitCode.Ok;
    }
}
