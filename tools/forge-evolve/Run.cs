using System.Text;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Models;
using DataForge.Models.OpenAi;
using DataForge.Synthesis;

namespace DataForge.Tools.Evolve;

internal static class Run
{
    public static async Task<ExitCode> Evolve(Parsed parsed, ToolContext context)
    {
        var s = Settings.From(parsed);
        await using var generator = await Backend.OpenGenerator(s.Backend, context.Cancel);
        var feed = new RowFeed<Problem>(Evolution.Stage, s.Inputs, row => Problem.From(row, s.Fields), s.MaxBad, s.Limit);
        await using var check = s.Check is { } checking && !s.ShowPrompt ? await Backend.OpenLogProbScorer(checking, context.Cancel) : null;
        var evolver = new Evolver(s, generator, check);
        if (s.ShowPrompt) return Show(s, evolver, generator, feed, context);
        using var output = RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        using var progress = context.Progress("generations", LineCount.Of(s.Inputs, s.Limit) * s.Kinds.Count * s.PerKind);
        var tokens = 0L;

        await foreach (var reply in Evolver.Plan(feed, context.Cancel).SelectOrdered(2 * generator.InFlight, evolver.Ask, context.Cancel))
        {
            var (children, dropped) = evolver.Read(reply);
            foreach (var row in children) output.Write(row);
            foreach (var row in dropped) rejects?.Write(row);
            output.Flush();
            tokens += reply.Outputs.Sum(o => (long)o.Generation.GeneratedTokens);
            progress.Add(reply.Outputs.Count, () => $"{output.Rows:N0} new problems, {tokens / progress.Elapsed.TotalSeconds:N0} tokens/s");
        }

        RowWriter.CommitAll(rejects, output);
        progress.Dispose();
        context.Say($"{output.Rows:N0} new problems from {progress.Count:N0} generations{(evolver.Dropped.Total > 0 ? $"; dropped: {evolver.Dropped}" : "")}; {tokens:N0} tokens in {Progress.Span(progress.Elapsed)}");
        var failed = evolver.Dropped["generation_failed"] + evolver.Dropped["check_failed"];
        if (failed > s.MaxFailures) context.Gate($"{failed:N0} generations failed, the first with: {evolver.FirstFailure}; --max-failures allows {s.MaxFailures:N0}");
        else if (failed > 0) context.Warn($"{failed:N0} generations failed, the first with: {evolver.FirstFailure}");
        if (generator is OpenAiGenerator { RetriesMade: > 0 and var retries }) context.Say(retries == 1 ? "1 request was retried" : $"{retries:N0} requests were retried");
        if (feed.Summary is { } passed) context.Warn(passed);
        if (feed.Overspent) context.Gate(feed.Verdict);
        context.SayIfNoRows(feed.Rows + feed.Bad, s.Inputs);
        return failed > s.MaxFailures || feed.Overspent ? ExitCode.GateFailed : ExitCode.Ok;
    }

    /// <summary>Prints the prompt of every kind for the first problem, each under a line that names the kind.</summary>
    private static ExitCode Show(Settings s, Evolver evolver, IGenerator generator, RowFeed<Problem> feed, ToolContext context)
    {
        var first = feed.Read(context.Cancel).FirstOrDefault(i => i.Value is not null)?.Value ?? throw new ForgeException("--show-prompt: the input holds no row");
        using var output = StandardStreams.OpenOutput();
        foreach (var kind in s.Kinds) output.Write(Encoding.UTF8.GetBytes($"== {kind}\n{generator.Render(evolver.PromptOf(kind, first))}\n"));
        return ExitCode.Ok;
    }
}
