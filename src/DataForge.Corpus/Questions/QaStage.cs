using System.Globalization;
using DataForge.Answers;
using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Corpus;

/// <summary>What follows once a question is at hand, however it was found: gates, benchmark overlap, the vote over its answer.</summary>
public abstract class QaStage(QaSettings settings, IGenerator? generator) : Stage<QaDocument>
{
    private const string Documents = "documents", Questions = "questions";

    /// <summary>A vote that fewer of the drawn solutions than this share agree on decides nothing.</summary>
    private const double Majority = 0.5;

    protected QaSettings Settings => settings;

    protected IGenerator? Generator => generator;

    public override string Name => "qa";

    public override string Unit => "documents";

    public override int InFlight => generator?.InFlight ?? 1;

    public override string FailuresAre => "generations failed";

    public override string ShardKey(QaDocument item) => item.Id;

    public override IEnumerable<StageItem<QaDocument>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row => QaDocument.Of(row, settings.Fields));

    protected static StageResult Begin() => new StageResult().Count(Documents);

    /// <summary>One generation, its tokens counted; null where it failed, which the result then says.</summary>
    protected static bool Failed(StageResult result, QaDocument document, Generation generation)
    {
        result.Count(TokenCounts.Input, generation.InputTokens).Count(TokenCounts.Generated, generation.GeneratedTokens);
        if (generation.Finish != FinishReason.Error) return false;
        result.Fail(generation.Error).Drop(document.Row, new Reject("qa", "generation_failed", generation.Error ?? "the generation failed"));
        return true;
    }

    /// <summary>The question's own answer: where it stands apart, else what a worked solution marks as its answer, else a solution of one short line.</summary>
    protected static string? AnswerOf(QaPair pair)
    {
        const int mostOfALine = 120;
        if (pair.Answer is { } apart) return GoldAnswer.Of(apart) ?? apart;
        if (pair.Solution is not { } solution) return null;
        if (GoldAnswer.Of(solution) is { } marked) return marked;
        if (AnswerExtractor.Extract(solution) is { Rule: ExtractionRule.FinalAnswer or ExtractionRule.AnswerPhrase or ExtractionRule.ChinesePhrase or ExtractionRule.Boxed or ExtractionRule.Boxes } said) return said.Text;
        return solution.Length <= mostOfALine && !solution.Contains('\n', StringComparison.Ordinal) ? AnswerExtractor.AnswerIn(solution)?.Text : null;
    }

    /// <summary>Keeps or drops one question.</summary>
    /// <param name="refused">What the gates say already; null where they let it through.</param>
    /// <param name="unique">The same problem is written once.</param>
    protected async ValueTask Keep(StageResult result, QaDocument document, QaPair pair, string? answerSource, Reject? refused, bool unique, Action<RowEdit> more, CancellationToken cancel)
    {
        result.Count(Questions);
        var missing = Completeness.Missing(pair.Problem);
        var answer = AnswerOf(pair);
        var row = document.Question(pair, answer, answerSource, e =>
        {
            more(e);
            e.Set("incomplete", missing);
        });
        refused ??= !pair.IsAnswered && !settings.Unanswered ? new Reject(Name, "no_answer", "the document answers the question nowhere")
            : missing is not null && settings.CompleteOnly ? new Reject(Name, missing, Why(missing))
            : settings.Overlap?.Invoke($"{pair.Problem}\n\n{pair.Solution}") is { } item ? new Reject(Name, "benchmark", "the question overlaps a benchmark", item)
            : null;
        if (refused is null && settings.Votes > 0) (row, refused) = await Vote(result, row, pair, answer, cancel);
        if (refused is not null) result.Drop(row, refused with { Stage = Name });
        else if (unique) result.AddUnique(row, row.Text("problem_id")!, row.With(e => e.Set(new Reject(Name, "duplicate", "the same problem was made before"))));
        else result.Add(row);
    }

    private static string Why(string missing) => missing switch
    {
        Completeness.AsksNothing => "the text asks nothing without its document",
        Completeness.NeedsFigure => "the question needs a figure or table that is not in it",
        _ => "the question refers to another part of its document",
    };

    /// <summary>Solves the question several times: the majority's answer must be the question's own, and stands for it where it has none.</summary>
    private async Task<(Row, Reject?)> Vote(StageResult result, Row row, QaPair pair, string? answer, CancellationToken cancel)
    {
        var prompt = new Prompt(SolutionPrompt.For(settings.Prompts, row.Text("language")!, pair.Problem, null));
        var drawn = await generator!.Generate(new GenerationRequest($"{row.Text("problem_id")}/qa-vote", prompt, settings.VoteSampling, settings.Votes), cancel);
        var ballots = new List<Ballot>();
        foreach (var generation in drawn)
        {
            result.Count(TokenCounts.Input, generation.InputTokens).Count(TokenCounts.Generated, generation.GeneratedTokens);
            if (generation.Finish == FinishReason.Error) result.Fail(generation.Error);
            var said = generation.Finish == FinishReason.Stop ? AnswerExtractor.Extract(generation.Text) : null;
            ballots.Add(new Ballot(generation.Rollout, said is null ? null : AnswerKey.Of(said.Text), said?.Text, null, generation.Finish == FinishReason.Stop));
        }

        var vote = DataForge.Voting.Vote.Count(ballots, new VoteSettings(VoteWeight.Count));
        var share = vote.Winner is { } first ? (double)first.Count / settings.Votes : 0;
        var voted = row.With(e => e.Set("vote_share", share));
        if (vote.Winner is not { } winner || share < Majority)
            return (voted, new Reject(Name, "no_majority", "fewer than half of the solutions drawn agree on an answer", Evidence(vote.Winner?.Answer, vote.Winner?.Count ?? 0)));
        if (answer is null) return (voted.With(e => e.Set("expected_answer", winner.Answer).Set("answer_source", "majority")), null);
        return Grader.Verify(answer, winner.Answer).IsCorrect == true ? (voted, null)
            : (voted, new Reject(Name, "outvoted", "the majority of the solutions drawn gives another answer", Evidence(winner.Answer, winner.Count)));
    }

    private string Evidence(string? winner, int count) => System.Text.Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("winner", winner);
        w.WriteNumber("votes", count);
        w.WriteNumber("of", settings.Votes);
        w.WriteEndObject();
    }));

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{counts.Of(RunCounts.RowsOut):N0} of {Quantity.Of(counts.Of(Questions), "question")} kept, from {Quantity.Of(counts.Of(Documents), "document")}{counts.DroppedAs("dropped")}");
    }
}
