using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>How new instructions are asked for.</summary>
/// <param name="PerSeed">Requests a seed; each may give several instructions.</param>
/// <param name="Shots">Instructions shown as examples: the seed and others drawn from all seeds.</param>
/// <param name="Kind">The prompt below <c>if/LANGUAGE/</c>: <c>instruct</c> or <c>instruct-math</c>.</param>
public sealed record InstructSettings(int PerSeed, int Shots, string Kind, SamplingParameters Sampling, PromptLibrary Prompts);

/// <summary>A seed with the others that are shown beside it.</summary>
public sealed record InstructWork(InstructionRow Seed, IReadOnlyList<string> Others);

/// <summary>Asks a model for new instructions from seeds (self-instruct). Seeds go on, too; what stood there before is a duplicate.</summary>
/// <remarks>All seeds are read before the first request: the examples are drawn from all of them.</remarks>
/// <param name="generator">Null where no request is made.</param>
public sealed class InstructStage(InstructSettings settings, IGenerator? generator) : Stage<InstructWork>
{
    private const string Seeds = "seeds", Made = "made";

    public override string Name => "instruct";

    public override string Unit => "seeds";

    public override int InFlight => generator?.InFlight ?? 1;

    public override string FailuresAre => "generations failed";

    public override string ShardKey(InstructWork item) => item.Seed.Id;

    public override IEnumerable<StageItem<InstructWork>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        var seeds = rows.SelectGood(bad, row => InstructionRow.From(row, needsCandidates: false)).ToList();
        var languages = seeds.GroupBy(s => s.Language, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(s => s.Instruction).Distinct(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        foreach (var seed in seeds) yield return new StageItem<InstructWork>(new InstructWork(seed, languages[seed.Language]), 1);
    }

    public override async ValueTask<StageResult> Process(InstructWork item, CancellationToken cancel)
    {
        var seed = item.Seed;
        var result = new StageResult().Count(Seeds);
        var known = seed.Row.With(e => e.Set("instruction", seed.Instruction).Set("instruction_id", seed.Id).Set("language", seed.Language));
        result.AddUnique(known, seed.Id, known.With(e => e.Set(Duplicate)));
        for (var i = 0; generator is not null && i < settings.PerSeed; i++)
        {
            var prompt = PromptOf(item, i);
            var generation = (await generator.Generate(new GenerationRequest($"{seed.Id}/instruct/{i}", prompt, settings.Sampling), cancel))[0];
            result.CountTokens([generation]);
            if (generation.Finish == FinishReason.Error)
            {
                result.Fail(generation.Error).Drop(known, new Reject(Name, "generation_failed", generation.Error ?? "the generation failed"));
                continue;
            }

            var items = MeaningReply.Items(generation.Text);
            if (items.Count == 0) result.Drop(known.With(e => e.Set("generation", generation.Text)), new Reject(Name, "no_list", "the reply holds no list of instructions"));
            foreach (var text in items)
            {
                var id = InstructionRow.IdOf(text);
                var row = Row.Empty.With(e => e.Set("instruction", text).Set("instruction_id", id).Set("language", Problem.LanguageOf(text)).Set("parent_id", seed.Id).Set("model", generator.Model).Set("model_revision", generator.Revision));
                result.AddUnique(row, id, row.With(e => e.Set(Duplicate))).Count(Made);
            }
        }

        return result;
    }

    private Reject Duplicate => new(Name, "duplicate", "the instruction stood there before");

    private Prompt PromptOf(InstructWork item, int request)
    {
        var random = CounterRandom.For(settings.Sampling.Seed, "instruct", item.Seed.Id).Fork((ulong)request);
        var others = item.Others.Where(o => o != item.Seed.Instruction).Select((o, i) => (o, Place: random.Bits((ulong)i))).OrderBy(x => x.Place).Take(settings.Shots - 1).Select(x => x.o);
        var shown = string.Join('\n', others.Prepend(item.Seed.Instruction).Select(o => "- " + o.ReplaceLineEndings(" ")));
        return new Prompt(settings.Prompts.Get($"if/{(item.Seed.Language == "zh" ? "zh" : "en")}/{settings.Kind}", "instructions").Fill(new Dictionary<string, string> { ["instructions"] = shown }));
    }

    public override IEnumerable<string> Summary(RunCounts counts) =>
        [$"{counts.Of(RunCounts.RowsOut):N0} instructions from {Quantity.Of(counts.Of(Seeds), "seed")}; {counts.Of(Made):N0} were new ones of the model{counts.DroppedAs("dropped")}"];
}
