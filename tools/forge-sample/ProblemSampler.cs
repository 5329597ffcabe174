using DataForge.Core;
using DataForge.Formats;
using DataForge.Synthesis;

namespace DataForge.Tools.Sample;

/// <summary>Chain-of-thought solutions of problems.</summary>
internal sealed class ProblemSampler(Settings settings, IGenerator generator, PriorSamples prior) : ISampler
{
    private readonly PromptLibrary _prompts = PromptLibrary.Open(settings.Prompts);
    private readonly SampleOrigin _origin = SampleOrigin.From(generator, settings.Sampling);

    public Work Read(Row row) => new(row, Problem.From(row, settings.Fields), []);

    public IEnumerable<Work> Plan(RowFeed<Work> feed, CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in feed.Read(cancel))
        {
            if (item.Value is not { Problem: { } problem } work) yield return Work.Nothing(item.Bad);
            else if (seen.Add(problem.Id)) yield return work with { Rejects = item.Bad };
            else yield return Work.Nothing([.. item.Bad, Repeated(problem)], duplicate: true);
        }
    }

    private static Row Repeated(Problem problem) =>
        problem.Row.With(e => e.Set("problem_id", problem.Id).Set(new Reject("sample", "duplicate", "the problem stood in the input before")));

    public async Task<Batch> Draw(Work work, CancellationToken cancel)
    {
        if (work.Problem is not { } problem) return new Batch([], work.Rejects, 0, 0, work.Duplicate, [], []);
        var prompt = PromptOf(problem);
        var hash = Identity.OfPrompt(generator.Render(prompt));
        var samples = new Row?[settings.Samples];
        for (var rollout = 0; rollout < samples.Length; rollout++) samples[rollout] = prior.Take(_origin.SampleId(problem.Id, rollout, hash));
        var kept = samples.Count(r => r is not null);
        var drawn = new List<Generation>();
        var rejects = work.Rejects.ToList();
        var failures = new List<string>();
        foreach (var (first, count) in Gaps(samples))
        {
            var request = new GenerationRequest(problem.Id, prompt, settings.Sampling, count, first);
            foreach (var generation in await generator.Generate(request, cancel))
            {
                drawn.Add(generation);
                if (generation.Finish != FinishReason.Error)
                {
                    var sample = SampleRow.From(problem, settings.Fields, generation, hash, _origin, settings.Source);
                    samples[generation.Rollout] = sample;
                    prior.Keep(sample);
                    continue;
                }

                failures.Add(generation.Error ?? "no reason given");
                rejects.Add(SampleRow.Failed(problem, generation, _origin.SampleId(problem.Id, generation.Rollout, hash)));
            }
        }

        return new Batch([.. samples.OfType<Row>()], rejects, drawn.Count, kept, false, failures, drawn);
    }

    public string Show(Work work) => generator.Render(PromptOf(work.Problem!));

    private Prompt PromptOf(Problem problem) => new(SolutionPrompt.For(_prompts, problem.Language, problem.Text, settings.System));

    /// <summary>Runs of rollouts that are still to be drawn.</summary>
    private static IEnumerable<(int First, int Count)> Gaps(Row?[] samples)
    {
        for (var at = 0; at < samples.Length; at++)
        {
            if (samples[at] is not null) continue;
            var first = at;
            while (at < samples.Length && samples[at] is null) at++;
            yield return (first, at - first);
        }
    }
}
