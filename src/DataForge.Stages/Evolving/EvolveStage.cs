using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>Asks a model for changed problems and reads its outputs. A problem that was seen before, as an input or as a child, is a duplicate.</summary>
/// <param name="check">Asked whether a new problem is well posed; null asks nothing.</param>
public sealed class EvolveStage(EvolveStageSettings settings, IGenerator generator, ILogProbScorer? check = null)
    : ProblemGenerationStage(generator, settings.Names)
{
    private const string Outputs = "generations", CheckFailed = "check_failed", Asked = "asked.", Passed = "passed.", Refused = "refused.";

    public override string Name => Evolution.Stage;

    public override string Unit => "generations";

    public override int UnitsPerRow => settings.Kinds.Count * settings.PerKind;

    /// <summary>All kinds of one problem. The seeds follow from (problem, kind), so order and company do not matter.</summary>
    public override async ValueTask<StageResult> Process(ProblemWork item, CancellationToken cancel)
    {
        var parent = item.Problem;
        var result = new StageResult { Units = 0 };
        if (item.Repeated) return Drop(result, parent, null, null, Repeated);
        result.Claim(parent.Id);
        var asked = await Task.WhenAll(settings.Kinds.Select(async kind =>
            (Kind: kind, Outputs: await Ask(kind, parent, cancel))));
        foreach (var (kind, outputs) in asked)
            foreach (var output in outputs) Add(result, parent, kind, output);
        return result;
    }

    /// <summary>A generation, and what was read in it.</summary>
    private readonly record struct Output(Generation Generation, string PromptHash, string? Text, Reject? Why);

    private async Task<Output[]> Ask(string kind, Problem parent, CancellationToken cancel)
    {
        var prompt = PromptOf(kind, parent);
        var hash = Identity.OfPrompt(Generator.Render(prompt));
        var request = new GenerationRequest($"{parent.Id}/{kind}", prompt, settings.Sampling, settings.PerKind, ReplySchema: settings.Structured ? Evolution.ReplySchema : null, PromptHash: hash);
        return await Task.WhenAll((await Generator.Generate(request, cancel)).Select(async generation =>
        {
            var (text, why) = Evolution.Read(generation, parent, kind, Template(kind, parent));
            if (text is not null && check is not null) why = await ProblemCheck.Refuse(check, settings.Prompts, parent.Language, text, cancel);
            return new Output(generation, hash, text, why);
        }));
    }

    private void Add(StageResult result, Problem parent, string kind, Output output)
    {
        var (generation, hash, text, why) = output;
        result.Units++;
        result.Count(Outputs).Count(Asked + kind).CountTokens([generation]);
        if (why is not null)
        {
            if (why.Rule is Failed or CheckFailed) result.Fail(why.Reason);
            result.Count($"{Refused}{kind}.{why.Rule}");
            Drop(result, parent, kind, generation, why);
            return;
        }

        result.Count(Passed + kind);
        var child = Evolution.Child(parent, kind, text!, settings.Source, (Generator.Model, Generator.Revision, hash));
        var repeated = new Reject(Name, "duplicate", "the same problem was read or made before");
        result.AddUnique(child, Identity.OfProblem(text!), Evolution.Rejected(parent, kind, generation.Text, repeated));
    }

    private static StageResult Drop(StageResult result, Problem parent, string? kind, Generation? generation, Reject why) =>
        result.Dropped(Evolution.Rejected(parent, kind, generation?.Text, why), why.Rule);

    /// <summary>The prompt of every kind for a problem, as the model sees it.</summary>
    public IEnumerable<(string Kind, string Prompt)> Show(Row row)
    {
        var problem = Problem.From(row, settings.Names);
        return settings.Kinds.Select(kind => (kind, Generator.Render(PromptOf(kind, problem))));
    }

    private Prompt PromptOf(string kind, Problem parent) => new(Evolution.Ask(Template(kind, parent), parent, settings.System));

    private PromptTemplate Template(string kind, Problem parent) => Evolution.Template(settings.Prompts, kind, parent.Language);

    public override IEnumerable<string> Summary(RunCounts counts) =>
    [
        $"{counts.Of(RunCounts.RowsOut):N0} new problems from {Quantity.Of(counts.Of(Outputs), "generation")}{counts.DroppedAs("dropped")}; "
            + $"{Quantity.Of(counts.Of(TokenCounts.Generated), "token")} in {Durations.Text(counts[RunCounts.Seconds])}",
        .. settings.Kinds.Where(k => counts.Of(Asked + k) > 0).Select(k => $"{k}: {counts.Of(Passed + k):N0} of {counts.Of(Asked + k):N0} passed the gates{(counts.Under($"{Refused}{k}.").Count > 0 ? $"; {counts.List($"{Refused}{k}.")}" : "")}"),
    ];
}
