using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>The model answers queries with and without the instruction; a function whose pass rate is not higher with it (Fisher's exact test, one-sided) does not see the instruction, or the model does not follow it.</summary>
/// <param name="queries">At least one.</param>
/// <param name="probes">Queries an instruction, each answered once with and once without it.</param>
/// <param name="level">Highest p of a function that is kept, in (0, 1).</param>
public sealed class BehaviorCheck(IGenerator generator, PromptLibrary prompts, SamplingParameters sampling, IReadOnlyList<string> queries, int probes, double level) : IMeaningCheck
{
    int IMeaningCheck.InFlight => generator.InFlight;

    async Task<MeaningVerdict> IMeaningCheck.Judge(InstructionRow item, IReadOnlyList<string> functions, FunctionRunner runner, CancellationToken cancel)
    {
        var language = item.Language == "zh" ? "zh" : "en";
        var random = CounterRandom.For(sampling.Seed, "behavior", item.Id);
        var chosen = queries.Select((q, i) => (Query: q, Place: random.Bits((ulong)i))).OrderBy(x => x.Place).Take(probes).Select(x => x.Query).ToList();
        var with = await Task.WhenAll(chosen.Select(q => Ask("with", q, AskStage.Fill(prompts, $"if/{language}/ask", item.Instruction, q))));
        var without = await Task.WhenAll(chosen.Select(q => Ask("without", q, q)));
        Generation[] all = [.. with, .. without];
        if (all.FirstOrDefault(g => g.Finish == FinishReason.Error) is { } failed) return new MeaningVerdict([], null, all, failed.Error ?? "the generation failed");
        var dropped = new List<DroppedFunction>();
        for (var f = 0; f < functions.Count; f++)
        {
            var results = await runner.Run(functions[f], [.. all.Select(g => g.Text)], cancel);
            var (a, b) = (results.Take(with.Length).Count(r => r.Verdict == true), results.Skip(with.Length).Count(r => r.Verdict == true));
            var p = FisherTest.AtLeast(a, with.Length, b, without.Length);
            if (p > level) dropped.Add(new DroppedFunction(f, "no_effect", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a} of {with.Length} responses pass with the instruction and {b} without (p {p:0.000})")));
        }

        return new MeaningVerdict(dropped, null, all);

        async Task<Generation> Ask(string which, string query, string text) =>
            (await generator.Generate(new GenerationRequest($"{item.Id}/{which}/{StableHash.Hex128(query)}", new Prompt([new Message("user", text)]), sampling), cancel))[0];
    }
}
