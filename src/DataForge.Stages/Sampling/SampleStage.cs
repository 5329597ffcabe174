using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>Draws chain-of-thought solutions of problems. A problem that stood in the input before is a duplicate.</summary>
public sealed class SampleStage(SampleStageSettings settings, IGenerator generator) : ProblemGenerationStage(generator, settings.Names)
{
    private readonly SampleOrigin _origin = SampleOrigin.From(generator, settings.Sampling);

    public override string Name => "sample";

    public override string Unit => "samples";

    public override int UnitsPerRow => settings.Samples;

    public override async ValueTask<StageResult> Process(ProblemWork item, CancellationToken cancel)
    {
        var problem = item.Problem;
        if (item.Repeated)
            return new StageResult { Units = 0 }.Count(SampleCounts.Repeated).Drop(problem.Row.With(e => e.Set("problem_id", problem.Id)), Repeated);
        var prompt = PromptOf(problem);
        var hash = Identity.OfPrompt(Generator.Render(prompt));
        var generations = await Generator.Generate(new GenerationRequest(problem.Id, prompt, settings.Sampling, settings.Samples, PromptHash: hash), cancel);
        var result = new StageResult { Units = generations.Count }.Count(SampleCounts.Rows).CountTokens(generations);
        foreach (var generation in generations)
        {
            if (generation.Finish == FinishReason.Error)
            {
                result.Fail(generation.Error).Dropped(SampleRow.Failed(problem, generation, _origin.SampleId(problem.Id, generation.Rollout, hash)), Failed);
                continue;
            }

            var row = SampleRow.From(problem, settings.Names, generation, hash, _origin, settings.Source);
            result.Add(row).Count(SampleCounts.Samples).Count(SampleCounts.ByFinish + (row.Has("error") ? "empty" : row.Text("finish_reason")));
        }

        return result;
    }

    /// <summary>The row's prompt as the model sees it.</summary>
    public string Show(Row row) => Generator.Render(PromptOf(Problem.From(row, settings.Names)));

    private Prompt PromptOf(Problem problem) => new(SolutionPrompt.For(settings.Prompts, problem.Language, problem.Text, settings.System));

    public override EarlierReply? Recover(Row earlier) => EarlierSample.Of(earlier, _origin);

    public override IEnumerable<string> Summary(RunCounts counts) => [SampleCounts.Summary(counts, counts.Of(RunCounts.Dropped + Failed))];
}
