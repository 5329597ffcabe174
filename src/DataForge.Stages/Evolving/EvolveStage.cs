using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>Asks a model for changed problems and reads its outputs. A problem that was seen before, as an input or as a child, is a duplicate.</summary>
public sealed class EvolveStage(EvolveStageSettings settings, IGenerator generator) : Stage<ProblemWork>
{
    private const string Outputs = "generations", Failed = "generation_failed";

    public override string Name => Evolution.Stage;

    public override string Unit => "generations";

    public override int UnitsPerRow => settings.Kinds.Count * settings.PerKind;

    public override int InFlight => generator.InFlight;

    public override string FailuresAre => "generations failed";

    public override string ShardKey(ProblemWork item) => item.Problem.Id;

    public override IEnumerable<StageItem<ProblemWork>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Each(rows, bad, row =>
        {
            var problem = Problem.From(row, settings.Names);
            return new ProblemWork(problem, !seen.Add(problem.Id));
        });
    }

    /// <summary>All kinds of one problem. The seeds follow from (problem, kind), so order and company do not matter.</summary>
    public override async ValueTask<StageResult> Process(ProblemWork item, CancellationToken cancel)
    {
        var parent = item.Problem;
        var result = new StageResult { Units = 0 };
        if (item.Repeated) return Drop(result, parent, null, null, new Reject(Name, "duplicate", "the problem stood in the input before"));
        result.Claim(parent.Id);
        var asked = await Task.WhenAll(settings.Kinds.Select(async kind =>
            (Kind: kind, Generations: await generator.Generate(new GenerationRequest($"{parent.Id}/{kind}", PromptOf(kind, parent), settings.Sampling, settings.PerKind), cancel))));
        foreach (var (kind, generations) in asked)
            foreach (var generation in generations) Read(result, parent, kind, generation);
        return result;
    }

    private void Read(StageResult result, Problem parent, string kind, Generation generation)
    {
        result.Units++;
        result.Count(Outputs).CountTokens([generation]);
        var template = Template(kind, parent);
        var (text, why) = Evolution.Read(generation, parent, kind, template);
        if (why is not null)
        {
            if (why.Rule == Failed) result.Fail(why.Reason);
            Drop(result, parent, kind, generation, why);
            return;
        }

        var child = Evolution.Child(parent, kind, text!, settings.Source, (generator.Model, generator.Revision, PromptHash(kind, parent)));
        var repeated = new Reject(Name, "duplicate", "the same problem was read or made before");
        result.AddUnique(child, Identity.OfProblem(text!), Evolution.Rejected(parent, kind, generation.Text, repeated));
    }

    private static StageResult Drop(StageResult result, Problem parent, string? kind, Generation? generation, Reject why) =>
        result.Dropped(Evolution.Rejected(parent, kind, generation?.Text, why), why.Rule);

    /// <summary>The prompt of every kind for a problem, as the model sees it.</summary>
    public IEnumerable<(string Kind, string Prompt)> Show(Row row)
    {
        var problem = Problem.From(row, settings.Names);
        return settings.Kinds.Select(kind => (kind, generator.Render(PromptOf(kind, problem))));
    }

    private Prompt PromptOf(string kind, Problem parent) => new(Evolution.Ask(Template(kind, parent), parent, settings.System));

    private string PromptHash(string kind, Problem parent) => Identity.OfPrompt(generator.Render(PromptOf(kind, parent)));

    private PromptTemplate Template(string kind, Problem parent) => Evolution.Template(settings.Prompts, kind, parent.Language);

    public override IEnumerable<string> Summary(RunCounts counts) =>
    [
        $"{counts.Of(RunCounts.RowsOut):N0} new problems from {counts.Of(Outputs):N0} generations{counts.DroppedAs("dropped")}; "
            + $"{counts.Of(TokenCounts.Generated):N0} tokens in {Durations.Text(counts[RunCounts.Seconds])}",
    ];
}
