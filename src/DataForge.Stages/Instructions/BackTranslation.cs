using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>A model says in words what each function checks; a judge then compares the words with the instruction, in both orders. What contradicts in either order is dropped.</summary>
/// <param name="strict">Drops single functions, all of which are described; otherwise the first three are, and one contradiction drops the instruction, as AutoIF's code does.</param>
public sealed class BackTranslation(IGenerator generator, PromptLibrary prompts, SamplingParameters sampling, bool strict) : IMeaningCheck
{
    private const int MostDescribed = 3;

    int IMeaningCheck.InFlight => generator.InFlight;

    async Task<MeaningVerdict> IMeaningCheck.Judge(InstructionRow item, IReadOnlyList<string> functions, FunctionRunner runner, CancellationToken cancel)
    {
        var language = item.Language == "zh" ? "zh" : "en";
        var generations = new List<Generation>();
        var dropped = new List<DroppedFunction>();
        foreach (var (code, index) in functions.Take(strict ? functions.Count : MostDescribed).Select((code, index) => (code, index)))
        {
            var description = await Ask($"{item.Id}/describe/{StableHash.Hex128(code)}", $"if/{language}/describe", new Dictionary<string, string> { ["code"] = code });
            if (description.Finish == FinishReason.Error) return Failed(description);
            var text = description.Text.Trim();
            if (text.Length == 0)
            {
                dropped.Add(new DroppedFunction(index, "not_described", "the model said nothing of what it checks"));
                continue;
            }

            foreach (var (first, second, order) in new[] { (item.Instruction, text, "ab"), (text, item.Instruction, "ba") })
            {
                var reply = await Ask($"{item.Id}/compare/{order}/{StableHash.Hex128(code)}", $"if/{language}/compare", new Dictionary<string, string> { ["first"] = first, ["second"] = second });
                if (reply.Finish == FinishReason.Error) return Failed(reply);
                if (MeaningReply.Read(reply.Text) != Agreement.No) continue;
                dropped.Add(new DroppedFunction(index, "contradiction", $"it was described as: {Printable.Line(text, 200)}"));
                break;
            }
        }

        return strict || dropped.Count == 0
            ? new MeaningVerdict(dropped, null, generations)
            : new MeaningVerdict(dropped, ("contradiction", $"a function {dropped[0].Reason["it ".Length..]}"), generations);

        async Task<Generation> Ask(string key, string prompt, Dictionary<string, string> values)
        {
            var generation = (await generator.Generate(new GenerationRequest(key, new Prompt(prompts.Get(prompt, [.. values.Keys]).Fill(values)), sampling), cancel))[0];
            generations.Add(generation);
            return generation;
        }

        MeaningVerdict Failed(Generation g) => new([], null, generations, g.Error ?? "the generation failed");
    }
}
