using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>What is asked of a model.</summary>
/// <param name="PerProblem">Most wrong solutions of a problem.</param>
/// <param name="Controls">Most right ones, which measure how often a model spoils what is right.</param>
public sealed record AskCorrectionSettings(int PerProblem, int Controls, PromptLibrary Prompts, FieldNames Names, string ScoreField, bool Regrade);

/// <summary>Puts solutions of graded samples to a model to be corrected: problems for forge-sample, each with the solution under <c>correction_of</c>.</summary>
public sealed class AskCorrectionStage(AskCorrectionSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    private const string Wrong = "wrong", Right = "right";
    private static readonly string[] Carried = ["source", "language", "license", "parent_id", "evolution", "reference_solution"];

    public override string Name => "correct";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Ask(item));

    private StageResult Ask(ProblemSamples item)
    {
        var result = Begin(item);
        if (item.Samples.Count == 0) return result;
        var query = PairQuery.Of(item, settings.Names);
        if (item.Gold is not { } gold) return result.Drop(query.Summary(item.Samples), new Reject(Name, "no_gold", "the problem has no gold answer to grade a correction by"));
        var ordered = Gold.LabelOrFail(item, settings.Regrade).Where(s => s.Ballot.Finished && !string.IsNullOrWhiteSpace(s.Generation)).OrderBy(s => s.Ballot.Rollout).DistinctBy(s => s.Generation!.Trim()).ToList();
        var wrong = ordered.Where(s => s.IsCorrect == false).Take(settings.PerProblem).ToList();
        var right = ordered.Where(s => s.IsCorrect == true).Take(settings.Controls).ToList();
        if (wrong.Count + right.Count == 0) return result.Drop(query.Summary(item.Samples), new Reject(Name, "no_wrong", "no finished sample is wrong"));
        foreach (var sample in wrong.Concat(right)) result.Add(Asked(query, gold, sample));
        return result.Count(Wrong, wrong.Count).Count(Right, right.Count);
    }

    private Row Asked(PairQuery query, string gold, SampleView sample)
    {
        var language = query.First.Text("language") == "zh" ? "zh" : "en";
        var text = settings.Prompts.Get($"correct/{language}/ask", "problem", "solution").Fill(new Dictionary<string, string> { ["problem"] = query.Problem, ["solution"] = sample.Generation!.Trim() })[^1].Content;
        return Row.Empty.With(e =>
        {
            e.Set("problem_id", Identity.OfProblem(text)).Set("problem", text).Set("expected_answer", gold);
            if (query.First.HasValue("answer_source")) e.SetRaw("answer_source", query.First.Raw("answer_source"));
            e.Carry(query.First, Carried);
            e.Write(CorrectStage.CorrectionOf, w =>
            {
                w.WriteStartObject();
                w.WriteString("problem_id", query.ProblemId);
                w.WriteString("problem", query.Problem);
                if (sample.Row.HasValue("sample_id")) w.WriteString("sample_id", sample.Row.TextOrNumber("sample_id"));
                w.WriteBoolean("is_correct", sample.IsCorrect == true);
                if (sample.Ballot.Answer is { } answer) w.WriteString("predicted_answer", answer);
                SolutionTrace.Of(sample.Row, sample.Generation!).Write(w);
                w.WriteEndObject();
            });
        });
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}: {Quantity.Of(counts.Of(Wrong), "wrong solution")} and {Quantity.Of(counts.Of(Right), "right one")} to be corrected{counts.DroppedAs("dropped")}";
    }
}
