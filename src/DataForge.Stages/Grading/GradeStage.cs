using System.Text.Json;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Grades each row's answer against its gold answer, and says by which rule.</summary>
public sealed class GradeStage(GradeStageSettings settings) : Stage<Row>
{
    private const string Answers = "answers", Right = "right", Wrong = "wrong", Undecided = "undecided", NoAnswer = "no_answer", Labelled = "labelled", Agreed = "agree_with_label";
    private const string ByRule = "rule.", ByExtraction = "extraction.";

    public override string Name => "grade";

    public override string Unit => "answers";

    public override string ShardKey(Row item) =>
        item.Text("problem_id") ?? (Problem.TextOf(item, settings.Names) is { } text ? Identity.OfProblem(text) : item.ToString());

    public override IEnumerable<StageItem<Row>> Read(IEnumerable<Row> rows, IBadRecords bad) => rows.Select(r => new StageItem<Row>(r, 1));

    public override ValueTask<StageResult> Process(Row item, CancellationToken cancel)
    {
        var graded = GradedRow.Of(item, settings);
        var verdict = graded.Grade.IsCorrect;
        var result = new StageResult().Add(graded.Row).Count(Answers)
            .Count(verdict switch { true => Right, false => Wrong, _ => Undecided })
            .Count(graded.Extraction is null ? NoAnswer : ByExtraction + graded.Extraction)
            .Count(ByRule + graded.Grade.Rule);
        if (graded.Label is { } label && verdict is not null) result.Count(Labelled).Count(Agreed, label == verdict ? 1 : 0);
        return ValueTask.FromResult(result);
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Answers), "answer")}: {counts.Of(Right):N0} right, {counts.Of(Wrong):N0} wrong ({counts.Of(NoAnswer):N0} without an answer), {counts.Of(Undecided):N0} undecided";
        if (counts.Of(Labelled) > 0) yield return $"{counts.Of(Agreed):N0} of {counts.Of(Labelled):N0} verdicts agree with the label the row carried";
    }

    /// <summary>Counts by verdict, rule and extraction.</summary>
    public override byte[] Report(RunCounts counts) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("rows", counts.Of(Answers));
        foreach (var name in (string[])[Right, Wrong, Undecided, NoAnswer]) w.WriteNumber(name, counts.Of(name));
        if (counts.Of(Answers) > 0) w.WriteNumber("accuracy", Math.Round(counts[Right] / counts[Answers], 6));
        w.WriteNumber(Labelled, counts.Of(Labelled));
        w.WriteNumber(Agreed, counts.Of(Agreed));
        Counts(w, "by_rule", counts.Under(ByRule));
        Counts(w, "by_extraction", counts.Under(ByExtraction));
        w.WriteEndObject();
    });

    private static void Counts(Utf8JsonWriter writer, string name, IReadOnlyList<KeyValuePair<string, long>> counts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, count) in counts) writer.WriteNumber(key, count);
        writer.WriteEndObject();
    }
}
