using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How verification functions are checked.</summary>
public sealed record CheckSettings(InstructionPreset Preset, CodeLimits Limits);

/// <summary>Cross-validates the functions and cases of instructions in a sandbox, and asks whether what is left means what the instruction says.</summary>
/// <param name="meaning">Null compares no meanings.</param>
public sealed class CheckStage(CheckSettings settings, ICodeRunner runner, IMeaningCheck? meaning = null) : Stage<InstructionRow>
{
    private const string Instructions = "instructions", Functions = "functions", Kept = "functions_kept", ByRule = "function.", Cases = "cases", CasesKept = "cases_kept";

    private readonly FunctionRunner _functions = new(runner, settings.Limits, anyModule: settings.Preset.AsRepository, local: false);

    public override string Name => "check";

    public override string Unit => "instructions";

    public override int InFlight => Math.Max(2 * runner.InFlight, meaning?.InFlight ?? 1);

    public override string FailuresAre => "generations failed";

    public override string ShardKey(InstructionRow item) => item.Id;

    public override IEnumerable<StageItem<InstructionRow>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row => InstructionRow.From(row, needsCandidates: true));

    public override async ValueTask<StageResult> Process(InstructionRow item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Instructions);
        var dropped = new List<(string Code, string Rule, string Reason)>();
        var runs = await Run(item, dropped, cancel);
        var check = CrossValidation.Judge(runs, settings.Preset);
        dropped.AddRange(check.Dropped.Select(d => (runs.Functions[d.Index], d.Rule, d.Reason)));
        var (kept, why) = (check.Kept, check.Why);
        if (why is null && meaning is not null)
        {
            var verdict = await meaning.Judge(item, [.. kept.Select(k => runs.Functions[k.Index])], _functions, cancel);
            result.CountTokens(verdict.Generations);
            if (verdict.Failed is { } failed)
            {
                result.Fail(failed);
                why = ("generation_failed", failed);
            }
            else
            {
                dropped.AddRange(verdict.Dropped.Select(d => (runs.Functions[kept[d.Index].Index], d.Rule, d.Reason)));
                kept = [.. kept.Where((_, i) => verdict.Dropped.All(d => d.Index != i))];
                why = verdict.Why ?? (kept.Count == 0 ? ("no_function", "no function means what the instruction says") : null);
            }
        }

        result.Count(Functions, runs.Functions.Count).Count(Cases, runs.Cases.Count);
        foreach (var (_, rule, _) in dropped) result.Count(ByRule + rule);
        var row = item.Row.With(e => Write(e, item, runs, kept, check, dropped));
        if (why is var (r, reason)) return result.Drop(row, new Reject(Name, r, reason));
        return result.Count(Kept, kept.Count).Count(CasesKept, check.Cases.Count).Add(row);
    }

    /// <summary>Different functions that are defined, with what they give on different cases; those that are not defined go to <paramref name="dropped"/>.</summary>
    private async Task<FunctionRuns> Run(InstructionRow item, List<(string, string, string)> dropped, CancellationToken cancel)
    {
        var functions = new List<string>();
        var cases = new List<VerifierCase>();
        foreach (var candidate in item.Candidates)
        {
            if (!functions.Contains(candidate.Function))
            {
                var defined = await _functions.Define(candidate.Function, cancel);
                if (defined.Status == ExecutionStatus.Ok) functions.Add(candidate.Function);
                else
                {
                    if (dropped.All(d => d.Item1 != candidate.Function)) dropped.Add((candidate.Function, defined.Status == ExecutionStatus.Refused ? "forbidden" : "undefined", defined.Said));
                    if (settings.Preset.AsRepository) continue; // there a reply is passed over with its cases
                }
            }

            foreach (var c in candidate.Cases)
                if ((settings.Preset.AsRepository || c.Expected is not null) && !cases.Contains(c))
                    cases.Add(c);
        }

        var inputs = cases.Select(c => c.Input).ToList();
        var onCases = new List<IReadOnlyList<FunctionResult>>();
        var again = new List<IReadOnlyList<bool?>>();
        var onProbes = new List<IReadOnlyList<bool?>>();
        var probes = settings.Preset.IsStrict ? TextProbes.Of(inputs) : [];
        var enough = functions.Count >= settings.Preset.MinFunctions && cases.Count >= settings.Preset.MinCases;
        foreach (var function in enough ? functions : [])
        {
            onCases.Add(await _functions.Run(function, inputs, cancel, mostKills: settings.Preset.IsStrict ? 1 : 2)); // a strict preset drops it at the first
            if (!settings.Preset.IsStrict) continue;
            var fails = onCases[^1].Any(r => r.Status != ExecutionStatus.Ok);
            again.Add(fails ? [.. onCases[^1].Select(r => r.Verdict)] : [.. (await _functions.Run(function, [.. inputs.AsEnumerable().Reverse()], cancel)).Reverse().Select(r => r.Verdict)]);
            onProbes.Add(fails ? [.. probes.Select(_ => (bool?)null)] : [.. (await _functions.Run(function, probes, cancel)).Select(r => r.Verdict)]);
        }

        return new FunctionRuns(functions, cases, onCases, onProbes, again);
    }

    private void Write(RowEdit e, InstructionRow item, FunctionRuns runs, IReadOnlyList<KeptFunction> kept, CrossCheck check, List<(string Code, string Rule, string Reason)> dropped) => e
        .Remove("candidates").Remove("functions").Remove("eval_func")
        .Set("instruction", item.Instruction).Set("instruction_id", item.Id).Set("language", item.Language).Set("preset", settings.Preset.Name)
        .Write("verifiers", w =>
        {
            w.WriteStartArray();
            foreach (var function in kept)
            {
                w.WriteStartObject();
                w.WriteString("code", runs.Functions[function.Index]);
                w.WriteNumber("accuracy", Math.Round(function.Accuracy, 6));
                w.WriteEndObject();
            }

            w.WriteEndArray();
        })
        .Write("cases", w =>
        {
            w.WriteStartArray();
            foreach (var c in check.Cases) runs.Cases[c].Write(w);
            w.WriteEndArray();
        })
        .Write("agreement", w => WriteMatrix(w, runs))
        .Write("dropped_functions", w =>
        {
            w.WriteStartArray();
            foreach (var (code, rule, reason) in dropped)
            {
                w.WriteStartObject();
                w.WriteString("code", code);
                w.WriteString("rule", rule);
                w.WriteString("reason", reason);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });

    /// <summary>All functions by all cases: a line a function, a letter a case. T and F are verdicts, ? no verdict, E an error, X not allowed, L a limit.</summary>
    private static void WriteMatrix(Utf8JsonWriter w, FunctionRuns runs)
    {
        w.WriteStartObject();
        w.WriteString("expected", Line(runs.Cases.Select(c => Letter(c.Expected))));
        w.WriteStartArray("functions");
        foreach (var results in runs.OnCases)
            w.WriteStringValue(Line(results.Select(r => r.Status switch
            {
                ExecutionStatus.Ok => Letter(r.Verdict),
                ExecutionStatus.Error => 'E',
                ExecutionStatus.Refused => 'X',
                _ => 'L',
            })));
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static char Letter(bool? verdict) => verdict switch { true => 'T', false => 'F', _ => '?' };

    private static string Line(IEnumerable<char> letters) => new StringBuilder().AppendJoin("", letters).ToString();

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{counts.Of(RunCounts.RowsOut):N0} of {Quantity.Of(counts.Of(Instructions), "instruction")} kept{counts.DroppedAs("dropped")}";
        var rules = counts.List(ByRule);
        yield return $"{counts.Of(Kept):N0} of {Quantity.Of(counts.Of(Functions), "function")} kept with {counts.Of(CasesKept):N0} of {Quantity.Of(counts.Of(Cases), "case")}{(rules.Length > 0 ? $"; functions dropped: {rules}" : "")}; run by {runner.Version}";
    }
}
