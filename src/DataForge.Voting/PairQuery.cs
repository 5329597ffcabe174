using DataForge.Core;

namespace DataForge.Voting;

/// <summary>A problem as rows for training carry it.</summary>
/// <param name="First">A sample of the problem, for what samples carry from it.</param>
public sealed record PairQuery(string ProblemId, string Problem, string? Gold, Row First)
{
    private static readonly string[] Carried = ["source", "language", "license"];

    /// <exception cref="ForgeException">The samples do not hold the problem's text.</exception>
    public static PairQuery Of(ProblemSamples problem, FieldNames names)
    {
        var first = problem.Samples[0].Row;
        return new PairQuery(problem.ProblemId, Core.Problem.From(first, names).Text, problem.Gold, first);
    }

    /// <summary>As <see cref="PairRows.ForReinforcement"/>; a query without a gold answer gives no reward and is dropped.</summary>
    public PairChoice ForReinforcement(IReadOnlyList<SampleView> samples, PairSettings settings) => Gold is null
        ? new PairChoice([], new Reject("pairs", "no_gold", "the problem has no gold answer to reward by"))
        : PairRows.ForReinforcement(samples, settings);

    /// <summary>Adds what a row takes over from its problem.</summary>
    internal RowEdit Carry(RowEdit edit) => edit.Carry(First, Carried);

    /// <summary>The problem with its counts, for the reject stream.</summary>
    public Row Summary(IReadOnlyList<SampleView> samples) => Row.Empty.With(e => Carry(e.Set("problem_id", ProblemId).Set("problem", Problem).Set("expected_answer", Gold)
        .Set("pass_count", (long)samples.Count(PairRows.IsRight)).Set("num_samples", (long)samples.Count)));
}
