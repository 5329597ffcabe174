using DataForge.Answers;
using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>How responses are verified, and what becomes of those that pass.</summary>
/// <param name="Form"><c>rows</c>, <c>sft</c> or <c>dpo</c>.</param>
/// <param name="Each">Of a preference pair: most preferred and most refused responses that are combined.</param>
public sealed record VerifySettings(InstructionPreset Preset, CodeLimits Limits, string Form, int Each, int Seed);

/// <summary>Keeps responses that the functions of their instruction pass, or makes preference pairs of those that do and do not.</summary>
/// <remarks>A blank response never passes, and a text comes once. A response that the functions pass and the grader does not is refused where the preset grades.</remarks>
public sealed class VerifyStage(VerifySettings settings, ICodeRunner runner) : Stage<ResponseWork>
{
    private const string Problems = "problems", Responses = "responses", Passed = "passed", Right = "right", Pairs = "pairs";

    private readonly FunctionRunner _functions = new(runner, settings.Limits, anyModule: settings.Preset.AsRepository, local: settings.Preset.AsRepository);

    /// <summary>A response with its share of passes.</summary>
    /// <param name="IsRight">By the gold answer; null where there is none or nobody asked.</param>
    private sealed record Judged(Row Row, string Text, double Rate, bool? IsRight, (string Rule, string Reason)? Why);

    public override string Name => "verify";

    public override string Unit => "problems";

    public override int InFlight => 2 * runner.InFlight;

    public override string ShardKey(ResponseWork item) => item.ProblemId;

    public override IEnumerable<StageItem<ResponseWork>> Read(IEnumerable<Row> rows, IBadRecords bad) => ResponseWork.Of(rows, bad);

    public override async ValueTask<StageResult> Process(ResponseWork item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Problems).Count(Responses, item.Samples.Count);
        foreach (var row in item.Left) result.Drop(row, ProblemSamples.BeyondStop(Name));
        var rates = await Rates(item, cancel);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var judged = item.Samples.Select((s, i) => Judge(item, s.Row, s.Text, rates[i], seen)).ToList();
        result.Count(Passed, judged.Count(j => j.Why is null)).Count(Right, judged.Count(j => j.IsRight == true));
        if (settings.Form == "dpo") return Preferences(item, judged, result);
        foreach (var j in judged)
        {
            var row = j.Row.With(e =>
            {
                e.Set("pass_rate", Math.Round(j.Rate, 6));
                if (j.IsRight is { } right) e.Set("is_correct", right);
            });
            if (j.Why is var (rule, reason)) result.Drop(row, new Reject(Name, rule, reason));
            else result.Add(settings.Form == "sft" ? InstructionExport.Sft(item.Instruction, item.Query, j.Text, row) : row);
        }

        return result;
    }

    /// <summary>The share of functions that pass each response, among those that give a verdict.</summary>
    private async Task<double[]> Rates(ResponseWork item, CancellationToken cancel)
    {
        var texts = item.Samples.Select(s => s.Text).ToList();
        var (sums, counts) = (new double[texts.Count], new int[texts.Count]);
        foreach (var function in item.Verifiers)
        {
            var results = await _functions.Run(function, texts, cancel);
            for (var i = 0; i < texts.Count; i++)
                if (ValueOf(results[i]) is { } value)
                {
                    sums[i] += value;
                    counts[i]++;
                }
        }

        return [.. sums.Select((s, i) => counts[i] == 0 ? 0 : s / counts[i])];
    }

    /// <summary>0 or 1; AutoIF's code takes Python's <c>int()</c> of the value.</summary>
    private double? ValueOf(FunctionResult result) => settings.Preset.AsRepository
        ? result.Value switch
        {
            { Number: { } number } => Math.Truncate(number),
            { Text: { } text } when long.TryParse(text.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        }
        : result.Verdict switch { true => 1, false => 0, _ => result.Status is ExecutionStatus.Ok ? null : 0 };

    private Judged Judge(ResponseWork item, Row row, string text, double rate, HashSet<string> seen)
    {
        bool? right = settings.Preset.Grades && item.Gold is { } gold ? AnswerExtractor.Extract(text) is { } found && Grader.Verify(gold, found.Text).IsCorrect == true : null;
        (string, string)? why = string.IsNullOrWhiteSpace(text) ? ("empty", "the response is blank")
            : row.Text("finish_reason") is "length" ? ("cut_off", "the response was cut off")
            : rate <= settings.Preset.PassAbove ? ("fails", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rate:0.00} of the functions pass it"))
            : right == false ? ("wrong_answer", "the instruction is followed and the answer is wrong")
            : !settings.Preset.AsRepository && !seen.Add(text) ? ("duplicate", "the problem has this response already")
            : null;
        return new Judged(row, text, rate, right, why);
    }

    private StageResult Preferences(ResponseWork item, List<Judged> judged, StageResult result)
    {
        var positive = Distinct(judged.Where(j => (j.Why is null || j.Why?.Rule == "duplicate") && j.Rate >= settings.Preset.PositiveAtLeast));
        var negative = Distinct(judged.Where(j => j.Rate == 0 && j.Why?.Rule is "fails"));
        if (positive.Count == 0 || negative.Count == 0)
            return result.Drop(Summed(item, judged), new Reject(Name, positive.Count == 0 ? "no_positive" : "no_negative", $"{Quantity.Of(judged.Count, "response")}: {positive.Count} can be preferred, {negative.Count} refused"));
        var random = CounterRandom.For(settings.Seed, "pairs", item.ProblemId);
        foreach (var good in Drawn(positive, random.Fork(1)))
            foreach (var poor in Drawn(negative, random.Fork(2)))
                result.Add(InstructionExport.Dpo(item, (good.Text, good.Rate), (poor.Text, poor.Rate))).Count(Pairs);
        return result;
    }

    private static List<Judged> Distinct(IEnumerable<Judged> judged) => [.. judged.DistinctBy(j => j.Text)];

    private IEnumerable<Judged> Drawn(List<Judged> from, CounterRandom random) => from.Select((j, i) => (j, Place: random.Bits((ulong)i))).OrderBy(x => x.Place).Take(settings.Each).Select(x => x.j);

    private static Row Summed(ResponseWork item, List<Judged> judged) => Row.Empty.With(e => e.Set("problem_id", item.ProblemId).Set("instruction", item.Instruction).Set("query", item.Query).Write("pass_rates", w =>
    {
        w.WriteStartArray();
        foreach (var j in judged) w.WriteNumberValue(Math.Round(j.Rate, 6));
        w.WriteEndArray();
    }));

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}, {Quantity.Of(counts.Of(Responses), "response")}: {counts.Of(Passed):N0} pass{(settings.Preset.Grades ? $", {counts.Of(Right):N0} are right" : "")}{counts.DroppedAs("dropped")}"
            + (settings.Form == "dpo" ? $"; {Quantity.Of(counts.Of(Pairs), "pair")}" : "");
    }
}
