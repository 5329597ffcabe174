using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>Has a model translate problems and translate the translations back; kept is what comes back as the same problem.</summary>
public sealed class TranslateStage(TranslateStageSettings settings, IGenerator generator) : ProblemGenerationStage(generator, settings.Names)
{
    private const string Asked = "asked", Kept = "agreed";

    public override string Name => Translation.Stage;

    public override string Unit => "problems";

    public override async ValueTask<StageResult> Process(ProblemWork item, CancellationToken cancel)
    {
        var (problem, result) = (item.Problem, new StageResult());
        if (item.Repeated) return Drop(result, problem, null, null, Repeated);
        if (problem.Language == settings.To) return Drop(result, problem, null, null, new Reject(Name, "same_language", $"the problem is in {settings.To} already"));
        if (!Translation.Languages.Contains(problem.Language)) return Drop(result, problem, null, null, new Reject(Name, "other_language", $"there is no prompt to translate from {Printable.Line(problem.Language, 20)}"));
        result.Count(Asked);
        var (text, why, output, hash) = await Ask(problem.Id, problem.Text, problem.Language, settings.To, result, cancel);
        why ??= RoundTrip.Refuse(problem.Text, text!);
        if (why is not null) return Drop(result, problem, output, null, why);
        var (back, whyBack, outputBack, _) = await Ask($"{problem.Id}/back", text!, settings.To, problem.Language, result, cancel);
        if (whyBack is { Rule: not Failed }) whyBack = whyBack with { Rule = "back_" + whyBack.Rule, Reason = "translated back: " + whyBack.Reason };
        whyBack ??= RoundTrip.RefuseBack(problem.Text, back!, settings.FewestWords);
        if (whyBack is not null) return Drop(result, problem, output, outputBack, whyBack);
        var child = Translation.Child(problem, settings.To, text!, back!, settings.Source, (Generator.Model, Generator.Revision, hash));
        return result.Count(Kept).AddUnique(child, Identity.OfProblem(text!), Rejected(problem, output, outputBack, new Reject(Name, "duplicate", "the same problem was read or made before")));
    }

    private async Task<(string? Text, Reject? Why, string Output, string PromptHash)> Ask(string key, string text, string from, string to, StageResult result, CancellationToken cancel)
    {
        var template = Translation.Template(settings.Prompts, from, to);
        var prompt = new Prompt(template.Fill(new Dictionary<string, string> { ["problem"] = text }, settings.System));
        var hash = Identity.OfPrompt(Generator.Render(prompt));
        var generation = (await Generator.Generate(new GenerationRequest($"{key}/{to}", prompt, settings.Sampling, PromptHash: hash), cancel))[0];
        result.CountTokens([generation]);
        var (found, why) = Translation.Read(generation, to, template);
        if (why is { Rule: Failed }) result.Fail(why.Reason);
        return (found, why, generation.Text, hash);
    }

    private static StageResult Drop(StageResult result, Problem problem, string? output, string? back, Reject why) => result.Dropped(Rejected(problem, output, back, why), why.Rule);

    private static Row Rejected(Problem problem, string? output, string? back, Reject why) => Row.Empty.With(e => e
        .Set("parent_id", problem.Id).Set("problem", problem.Text).Set("evolution", Translation.Kind).Set("generation", output).Set("back_translation", back).Set(why));

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{Quantity.Of(counts.Of(RunCounts.RowsOut), "problem")} of {counts.Of(Asked):N0} translated to {settings.To} and back{counts.DroppedAs("dropped")}"];
}
