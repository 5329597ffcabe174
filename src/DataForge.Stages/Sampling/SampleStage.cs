using DataForge.Answers;
using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Draws solutions of problems, in one turn or with calls of code, a fixed number or until a rule is met. A problem that stood in the input before is a duplicate.</summary>
/// <param name="scorer">Scores samples as they are drawn, where a rule weighs them; null does not.</param>
public sealed class SampleStage(SampleStageSettings settings, IGenerator generator, SampleScorer? scorer = null) : ProblemGenerationStage(generator, settings.Names)
{
    private readonly SampleOrigin _origin = SampleOrigin.From(generator, settings.Sampling);
    private readonly StopLearning? _learning = settings.Stopping is { } s ? new StopLearning(s, settings.Sampling.Seed) : null;

    public override string Name => "sample";

    public override string Unit => "samples";

    public override int UnitsPerRow => settings.Samples;

    /// <summary>A sample with its row; null where the generation failed.</summary>
    private sealed record Drawn(Draft Draft, Row? Row, string? ScoreError = null);

    public override async ValueTask<StageResult> Process(ProblemWork item, CancellationToken cancel)
    {
        var problem = item.Problem;
        if (item.Repeated)
            return new StageResult { Units = 0 }.Count(SampleCounts.Repeated).Drop(problem.Row.With(e => e.Set("problem_id", problem.Id)), Repeated);
        var learns = _learning?.Begin() ?? false;
        var prompt = PromptOf(problem);
        var hash = Identity.OfPrompt(Generator.Render(prompt));
        var drawn = new List<Drawn>();
        var most = SamplesOf(problem.Row);
        StopDecision? decision = null;
        await using (var draws = Draws(problem, prompt, hash))
            while (decision is null && drawn.Count < most)
            {
                var count = settings.Stopping?.Next(drawn.Count, most, learns) ?? most;
                foreach (var draft in await draws.Draw(drawn.Count, count, cancel)) drawn.Add(await Rowed(problem, draft, hash, cancel));
                decision = await Decide(problem, drawn, most, learns, cancel);
            }

        return Result(problem, drawn, hash, decision);
    }

    /// <summary>How many samples a problem gets at most.</summary>
    private int SamplesOf(Row problem) => settings.SamplesField is { } field && problem.Integer(field) is { } asked ? (int)Math.Min(asked, settings.Samples) : settings.Samples;

    private IDraws Draws(Problem problem, Prompt prompt, string hash) => settings.Tools is { } tools
        ? new ToolDraws(tools, Generator, problem.Id, prompt, settings.Sampling with { Stop = [.. tools.Protocol.Stop, .. settings.Sampling.Stop] }, rollout => SampleId(problem, rollout, hash))
        : new PlainDraws(Generator, new GenerationRequest(problem.Id, prompt, settings.Sampling, PromptHash: hash));

    /// <summary>With tools, the protocol, the limits and the interpreter enter it too.</summary>
    private string SampleId(Problem problem, int rollout, string hash) =>
        _origin.SampleId(problem.Id, rollout, settings.Tools is { } tools ? StableHash.Hex128(hash, tools.Hash) : hash);

    private async Task<Drawn> Rowed(Problem problem, Draft draft, string hash, CancellationToken cancel)
    {
        if (draft.Generation.Finish == FinishReason.Error) return new Drawn(draft, null);
        var row = draft.Tools is { } tools
            ? SampleRow.From(problem, settings.Names, draft.Generation, hash, _origin, SampleId(problem, draft.Generation.Rollout, hash), settings.Source, tools, settings.Tools!.Protocol.Name)
            : SampleRow.From(problem, settings.Names, draft.Generation, hash, _origin, settings.Source);
        if (scorer is null) return new Drawn(draft, row);
        var score = await scorer.Of(ScoredSample.From(row, FieldNames.Default), cancel);
        return score?.Error is { } error ? new Drawn(draft, row, error) : new Drawn(draft, scorer.WithScore(row, score));
    }

    /// <summary>A function of the rows so far; a failed generation is a sample without an answer.</summary>
    private async Task<StopDecision?> Decide(Problem problem, List<Drawn> drawn, int most, bool learns, CancellationToken cancel)
    {
        if (settings.Stopping is not { } stopping) return null;
        var views = SampleView.Of([.. drawn.Where(d => d.Row is not null).Select(d => d.Row!)], FieldNames.Default).ToDictionary(v => v.Ballot.Rollout);
        Ballot[] ballots = [.. drawn.Select(d => views.TryGetValue(d.Draft.Generation.Rollout, out var view) ? view.Ballot : new Ballot(d.Draft.Generation.Rollout, null, null, null, Finished: false))];
        if (learns)
        {
            if (drawn.Count < most) return null;
            _learning!.Add(problem.Id, ballots);
            return StopDecision.Of(stopping.Rule, ballots, null, stopping.Weight, most, most);
        }

        var rule = await _learning!.Rule(cancel);
        bool[]? right = rule.NeedsGold ? [.. ballots.Select(b => b.Votes && Grader.Verify(problem.ExpectedAnswer!, b.Answer!).IsCorrect == true)] : null;
        return StopDecision.Of(rule, ballots, right, stopping.Weight, stopping.Least, most);
    }

    private StageResult Result(Problem problem, List<Drawn> drawn, string hash, StopDecision? decision)
    {
        var result = new StageResult { Units = settings.Samples }.Count(SampleCounts.Rows).CountTokens(drawn.Select(d => d.Draft.Generation));
        if (decision is not null) result.Count(SampleCounts.ByRule + decision.Rule).Count(SampleCounts.Counted, decision.Drawn);
        foreach (var (draft, sampleRow, scoreError) in drawn)
        {
            var generation = draft.Generation;
            if (draft.Tools is { } tools) result.Count(SampleCounts.Calls, tools.Calls.Count);
            if (sampleRow is null)
            {
                result.Fail(generation.Error).Dropped(SampleRow.Failed(problem, generation, SampleId(problem, generation.Rollout, hash)), Failed);
                continue;
            }

            var row = decision is null ? sampleRow : Stopped(sampleRow, decision);
            if (scoreError is not null)
            {
                result.Fail(scoreError).Drop(row, new Reject(Name, "scoring_failed", scoreError));
                continue;
            }

            result.Add(row).Count(SampleCounts.Samples).Count(SampleCounts.ByFinish + (row.Has("error") ? "empty" : row.Text("finish_reason")));
            if (row.Has("surplus")) result.Count(SampleCounts.Surplus);
        }

        return result;
    }

    private static Row Stopped(Row row, StopDecision decision) => row.With(e =>
    {
        e.Set("n_drawn", decision.Drawn).Set("stop_rule", decision.Rule).Set("p_stop", Math.Round(decision.Confidence, 12));
        if (row.Integer("rollout") >= decision.Drawn) e.Set("surplus", true);
    });

    public override IEnumerable<StageItem<ProblemWork>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        if (settings.SamplesField is { } field) rows = rows.SelectGood(bad, row => row.Integer(field) is null or >= 0 ? row : throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a number of samples, 0 or more, found {row.RawText(field)}"));
        return base.Read(settings.Stopping?.Rule.NeedsGold == true ? WithGold(rows, bad) : rows, bad);
    }

    private IEnumerable<Row> WithGold(IEnumerable<Row> rows, IBadRecords bad) => rows.SelectGood(bad, row =>
        Problem.From(row, settings.Names).ExpectedAnswer is not null ? row : throw ForgeException.BadRecord(row.Path, row.Line, $"expected a gold answer for the rule {settings.Stopping!.Rule.Name}, found none"));

    /// <summary>The row's prompt as the model sees it.</summary>
    public string Show(Row row) => Generator.Render(PromptOf(Problem.From(row, settings.Names)));

    private Prompt PromptOf(Problem problem) => new(SolutionPrompt.For(settings.Prompts, problem.Language, problem.Text, settings.System, settings.Tools?.Protocol.Prompt ?? settings.Prompt));

    /// <summary>A transcript's parts cannot be told from its row.</summary>
    public override EarlierReply? Recover(Row earlier) => settings.Tools is null ? EarlierSample.Of(earlier, _origin) : null;

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return SampleCounts.Summary(counts, counts.Of(RunCounts.Dropped + Failed));
        if (settings.Tools is { } tools) yield return $"{Quantity.Of(counts.Of(SampleCounts.Calls), "call")} of code, run by {tools.Runner.Version}";
        if (settings.Stopping is not null)
            yield return $"{SampleCounts.Share(counts.Of(SampleCounts.Counted), counts.Of(SampleCounts.Rows))} samples a problem of {settings.Samples}; ended by {counts.List(SampleCounts.ByRule)}; {counts.Of(SampleCounts.Surplus):N0} surplus";
    }
}
