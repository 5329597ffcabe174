using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>A query that instructions are put to.</summary>
/// <param name="Problem">The query as a problem, with its answer where it has one.</param>
public sealed record Query(Problem Problem);

/// <summary>How instructions and queries are joined.</summary>
/// <param name="PerInstruction">Queries an instruction, drawn without repeats.</param>
/// <param name="Prompt">The prompt below <c>if/LANGUAGE/</c>: <c>ask</c> or <c>ask-math</c>.</param>
public sealed record AskSettings(IReadOnlyList<Query> Queries, int PerInstruction, string Prompt, PromptLibrary Prompts, int Seed);

/// <summary>Puts each instruction to queries of its language: a problem each, with its instruction and functions, for forge-sample.</summary>
public sealed class AskStage(AskSettings settings) : Stage<InstructionRow>
{
    private const string Instructions = "instructions";

    private static readonly string[] Carried = ["verifiers", "eval_func", "instruction_id"];

    public override string Name => "ask";

    public override string Unit => "instructions";

    public override string ShardKey(InstructionRow item) => item.Id;

    public override IEnumerable<StageItem<InstructionRow>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        InstructionRow.VerifiersOf(row);
        return InstructionRow.From(row, needsCandidates: false);
    });

    public override ValueTask<StageResult> Process(InstructionRow item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Instructions);
        var random = CounterRandom.For(settings.Seed, Name, item.Id);
        var chosen = settings.Queries.Select((q, i) => (Query: q, Place: random.Bits((ulong)i))).Where(x => x.Query.Problem.Language == item.Language).OrderBy(x => x.Place).Take(settings.PerInstruction).Select(x => x.Query.Problem).ToList();
        if (chosen.Count == 0) return ValueTask.FromResult(result.Drop(item.Row, new Reject(Name, "no_query", $"no query is in the instruction's language ({item.Language})")));
        foreach (var query in chosen) result.Add(Joined(item, query));
        return ValueTask.FromResult(result);
    }

    private Row Joined(InstructionRow item, Problem query) => Row.Empty.With(e =>
    {
        e.Set("problem", Fill(settings.Prompts, $"if/{(item.Language == "zh" ? "zh" : "en")}/{settings.Prompt}", item.Instruction, query.Text))
            .Set("instruction", item.Instruction).Set("query", query.Text).Set("query_id", query.Id).Set("language", item.Language)
            .Set("source", query.Row.HasValue("source") ? query.Row.TextOrNumber("source") : null);
        if (query.Answer is { } answer) e.Set("expected_answer", answer.Text).Set("answer_source", answer.IsGold ? null : answer.Source);
        e.Carry(item.Row, Carried);
    });

    /// <summary>The text in which a model is asked a query under an instruction: the prompt's only turn.</summary>
    internal static string Fill(PromptLibrary prompts, string path, string instruction, string query) =>
        prompts.Get(path, "instruction", "query").Fill(new Dictionary<string, string> { ["instruction"] = instruction, ["query"] = query })[^1].Content;

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{Quantity.Of(counts.Of(RunCounts.RowsOut), "problem")} of {Quantity.Of(counts.Of(Instructions), "instruction")} and {Quantity.Of(settings.Queries.Count, "query")}{counts.DroppedAs("dropped")}"];
}
