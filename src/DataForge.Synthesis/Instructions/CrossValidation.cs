using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>What a function gave on a text.</summary>
/// <param name="Value">Null where it gave none.</param>
/// <param name="Said">What it said instead, or the module it wanted.</param>
public sealed record FunctionResult(ExecutionStatus Status, FunctionValue? Value, string Said = "")
{
    /// <summary>Null where the call failed or its value is no verdict.</summary>
    public bool? Verdict => Value is { } value ? VerifierCase.VerdictOf(value) : null;
}

/// <summary>What the functions of one instruction gave.</summary>
/// <param name="Functions">Different functions, in order.</param>
/// <param name="Cases">Different cases, in order.</param>
/// <param name="OnCases">A row a function: its result on each case.</param>
/// <param name="OnProbes">A row a function: its verdict on each changed text; empty where none were tried.</param>
/// <param name="Again">A row a function: its verdicts on the cases, asked in the opposite order; empty where they were not.</param>
public sealed record FunctionRuns(
    IReadOnlyList<string> Functions, IReadOnlyList<VerifierCase> Cases, IReadOnlyList<IReadOnlyList<FunctionResult>> OnCases, IReadOnlyList<IReadOnlyList<bool?>> OnProbes, IReadOnlyList<IReadOnlyList<bool?>> Again);

/// <summary>A function that passed.</summary>
/// <param name="Accuracy">Share of the kept cases that it agrees with.</param>
public sealed record KeptFunction(int Index, double Accuracy);

/// <summary>A function that was dropped.</summary>
public sealed record DroppedFunction(int Index, string Rule, string Reason);

/// <summary>What cross-validation leaves of an instruction.</summary>
/// <param name="Why">Why the instruction is dropped; null when it is kept.</param>
public sealed record CrossCheck(IReadOnlyList<KeptFunction> Kept, IReadOnlyList<DroppedFunction> Dropped, IReadOnlyList<int> Cases, (string Rule, string Reason)? Why);

/// <summary>Functions and cases judge each other: a case counts where functions agree with it, a function where it agrees with the cases (AutoIF, arXiv:2406.13542, section 3.2).</summary>
/// <remarks>
/// Under a strict preset functions that are useless whatever the cases say go first, so that they do not outvote the others: those that fail or want what is not allowed, give one verdict everywhere, or change
/// their mind when asked in another order. What is left is held against its own majority on changed texts, in each class of verdict, which finds "at least 3" among "exactly 3" even where no case does.
/// Not found: what all functions misread alike; that is what comparing meanings is for.
/// </remarks>
public static class CrossValidation
{
    /// <summary>Lowest agreement with the majority on changed texts, among those that it passes and those that it does not.</summary>
    private const double ProbeAgreement = 0.8;

    /// <summary>Fewest texts of a class whose agreement is looked at.</summary>
    private const int FewestProbes = 5;

    public static CrossCheck Judge(FunctionRuns runs, InstructionPreset preset)
    {
        var count = runs.Functions.Count;
        var dropped = new List<DroppedFunction>();
        List<int> left = [.. Enumerable.Range(0, count)];
        if (count < preset.MinFunctions) return Nothing(("few_functions", $"{Quantity.Of(count, "different function")} could be read; {preset.MinFunctions} are needed"));
        if (runs.Cases.Count < preset.MinCases) return Nothing(("few_cases", $"{Quantity.Of(runs.Cases.Count, "different case")} could be read; {preset.MinCases} are needed"));
        if (preset.IsStrict)
        {
            left = [.. left.Where(f => Keep(f, Useless(runs, f)))];
            if (left.Count < preset.MinFunctions) return Nothing(("few_functions", $"{Quantity.Of(left.Count, "function")} of {count} can be used; {preset.MinFunctions} are needed to judge each other"));
        }

        var cases = KeptCases();
        if (preset.IsStrict)
        {
            left = [.. left.Where(f => Keep(f, cases.Count == 0 ? null : Inaccurate(f)))];
            left = [.. Agreeing().Where(x => Keep(x.Function, x.Why)).Select(x => x.Function)];
            cases = KeptCases(); // those that were dropped have no say in what is kept
            if (2 * cases.Count < runs.Cases.Count) return Nothing(("disputed", $"functions agree with {cases.Count} of {runs.Cases.Count} cases"));
            if (cases.Select(c => runs.Cases[c].Expected).Distinct().Count() < 2) return Result(("one_sided", "the kept cases have one verdict: nothing tells a function from a constant"));
        }

        left = [.. left.Where(f => Keep(f, Inaccurate(f)))];
        return Result(left.Count == 0 ? ("no_function", "no function agrees with the cases") : null);

        List<int> KeptCases() => [.. Enumerable.Range(0, runs.Cases.Count).Where(c => left.Count > 0 && left.Count(f => Agrees(f, c)) > preset.CaseAbove * left.Count)];

        bool Agrees(int f, int c) => preset.AsRepository
            ? runs.OnCases[f][c].Value is { } value && VerifierCase.Same(value, runs.Cases[c].Output)
            : runs.OnCases[f][c].Verdict is { } verdict && verdict == runs.Cases[c].Expected;

        (string, string)? Inaccurate(int f) => Accuracy(f) is var share && share < preset.FunctionAtLeast ? ("inaccurate", $"it agrees with {share:0.00} of the kept cases") : null;

        double Accuracy(int f) => cases.Count == 0 ? 0 : (double)cases.Count(c => Agrees(f, c)) / cases.Count;

        bool Keep(int f, (string Rule, string Reason)? why)
        {
            if (why is { } w) dropped.Add(new DroppedFunction(f, w.Rule, w.Reason));
            return why is null;
        }

        IEnumerable<(int Function, (string, string)? Why)> Agreeing()
        {
            var decided = runs.OnProbes.Count == 0 || left.Count < 3 ? [] : Majority(runs.OnProbes, left);
            return [.. left.Select(f => (f, Differs(runs.OnProbes, f, decided)))];
        }

        CrossCheck Nothing((string, string) why) => new([], dropped, [], why);

        CrossCheck Result((string, string)? why) => new([.. left.Select(f => new KeptFunction(f, Accuracy(f)))], dropped, cases, why);
    }

    private static (string, string)? Useless(FunctionRuns runs, int f)
    {
        foreach (var result in runs.OnCases[f])
        {
            switch (result.Status)
            {
                case ExecutionStatus.Ok when result.Verdict is null: return ("no_verdict", "it gives something else than true or false");
                case ExecutionStatus.Ok: continue;
                case ExecutionStatus.Refused: return ("forbidden", result.Said);
                case ExecutionStatus.Timeout: return ("timeout", "a call took too long");
                default: return ("fails", result.Said);
            }
        }

        if (runs.Again.Count > 0 && !runs.OnCases[f].Select(r => r.Verdict).SequenceEqual(runs.Again[f])) return ("unstable", "asked in another order it gives other verdicts");
        var verdicts = runs.OnCases[f].Select(r => r.Verdict).Distinct().ToList();
        return verdicts.Count == 1 && runs.Cases.Select(c => c.Expected).Distinct().Count() > 1 ? ("constant", $"it is {(verdicts[0] == true ? "true" : "false")} on every case") : null;
    }

    /// <summary>The verdict on each changed text on which two in three functions agree.</summary>
    private static List<(int Probe, bool Verdict)> Majority(IReadOnlyList<IReadOnlyList<bool?>> probes, List<int> functions)
    {
        var decided = new List<(int, bool)>();
        for (var p = 0; p < probes[functions[0]].Count; p++)
        {
            var (yes, no) = (functions.Count(f => probes[f][p] == true), functions.Count(f => probes[f][p] == false));
            if (3 * Math.Max(yes, no) >= 2 * functions.Count) decided.Add((p, yes > no));
        }

        return decided;
    }

    private static (string, string)? Differs(IReadOnlyList<IReadOnlyList<bool?>> probes, int f, List<(int Probe, bool Verdict)> decided)
    {
        foreach (var group in decided.GroupBy(d => d.Verdict))
        {
            var (all, same) = (group.Count(), group.Count(d => probes[f][d.Probe] == d.Verdict));
            if (all >= FewestProbes && same < ProbeAgreement * all) return ("outlier", $"on changed texts that the other functions call {(group.Key ? "true" : "false")} it agrees in {same} of {all}");
        }

        return null;
    }
}
