using DataForge.Core;
using DataForge.Seeds;

namespace DataForge.Stages;

/// <summary>Finds the known answer of problems worded as a template: <c>expected_answer</c> and <c>solution</c> where the problem works out, and always <c>recognised</c>.</summary>
/// <remarks>An evolved problem is valid when it works out and is what it says: changed numbers leave a plain problem, every other kind is found as that kind.</remarks>
public sealed class SolveStage(FieldNames names) : Stage<Problem>
{
    private const string ByEvolution = "evolution.", NotEvolved = "not evolved";
    private static readonly string[] Steps = [".rows", ".worded", ".solved", ".valid"];

    public override string Name => "solve";

    public override string Unit => "problems";

    public override string ShardKey(Problem item) => item.Id;

    public override IEnumerable<StageItem<Problem>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row => Problem.From(row, names));

    public override ValueTask<StageResult> Process(Problem item, CancellationToken cancel)
    {
        var found = SeedRecognizer.Recognize(item.Text);
        var evolution = item.Row.Text("evolution");
        var works = found?.Solved is not null;
        var asSaid = works && (found!.Kind ?? "change_numbers") == (evolution ?? "change_numbers");
        var name = ByEvolution + (evolution ?? NotEvolved);
        return ValueTask.FromResult(new StageResult().Add(Answered(item.Row, found))
            .Count(name + Steps[0]).Count(name + Steps[1], found is null ? 0 : 1).Count(name + Steps[2], works ? 1 : 0).Count(name + Steps[3], asSaid ? 1 : 0));
    }

    private static Row Answered(Row row, Recognition? found) => row.With(e =>
    {
        e.Set("recognised", found is { Solved: not null });
        if (found is null)
        {
            e.Set("unrecognised", "no template has this wording");
            return;
        }

        e.Set("seed_template", found.Template).Set("seed_evolution", found.Kind);
        if (found.Solved is { } solved) e.Set("solution", solved.Solution).Set("expected_answer", solved.Answer).Set("answer_source", "gold");
        else e.Set("unrecognised", "the template's wording, but its numbers give no positive whole result at every step");
    });

    public override IEnumerable<string> Summary(RunCounts counts) =>
        counts.Under(ByEvolution).Where(c => c.Key.EndsWith(Steps[0], StringComparison.Ordinal)).Select(c => c.Key[..^Steps[0].Length]).Select(evolution =>
        {
            var of = Steps.Select(step => counts.Of(ByEvolution + evolution + step)).ToArray();
            return $"{evolution}: {Quantity.Of(of[0], "problem")}, {of[1]:N0} worded as a template, {of[2]:N0} of these work out, {of[3]:N0} are of the kind they say";
        });
}
