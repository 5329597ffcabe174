using DataForge.Core;

namespace DataForge.Seeds;

/// <summary>Makes problems by template: a function of (seed, split, language, position), so any part can be made alone and again.</summary>
public static class ProblemMaker
{
    private const int TestShare = 10;

    /// <summary>The five evolutions of MuggleMath (arXiv 2310.05506, section 2.1) under the names of our records.</summary>
    public static IReadOnlyList<string> EvolutionKinds { get; } = ["change_numbers", "fractions_percentages", "combine_concepts", "conditional", "complexity"];

    /// <summary>Seed problems, each followed by its evolutions. A problem's text may come twice; ids tell.</summary>
    public static IEnumerable<SeedProblem> Make(SeedSettings settings)
    {
        var ordinary = TemplateLibrary.Problems.Where(t => !t.Held && In(t, settings.Language)).ToArray();
        var held = TemplateLibrary.Problems.Where(t => t.Held && In(t, settings.Language)).ToArray();
        for (var i = 0; i < settings.Count; i++)
        {
            var dice = new Dice(CounterRandom.For(settings.Seed, $"seed/{settings.Split}/{settings.Language}", $"{i}"));
            var template = settings.Split == "hard" && dice.Below(2) == 0 ? held[dice.Below(held.Length)] : ordinary[dice.Below(ordinary.Length)];
            var words = new Scope();
            template.DrawWords(words, dice);
            var scope = Numbers(template, words, dice, settings.Split, _ => true)
                ?? throw new InvalidOperationException($"template {template.Id} allows no numbers for split {settings.Split}");
            var says = new Dice(CounterRandom.For(settings.Seed, "seed/words", $"{i}"));
            var seed = Worded(template, scope, says, null);
            yield return seed;
            foreach (var kind in settings.Evolutions)
                if (Evolve(template, scope, seed, kind, dice, settings.Split) is { } evolved)
                    yield return evolved;
        }
    }

    private static bool In(Template template, string language) => language == "all" || template.Language == language;

    private static Scope? Numbers(Template template, Scope words, Dice dice, string split, Func<Scope, bool> accept) =>
        template.DrawNumbers(words, dice, split == "hard" && !template.Held, s => InSplit(template, s, split) && accept(s));

    private static bool InSplit(Template template, Scope scope, string split) => split switch
    {
        "train" => template.Bucket(scope) % TestShare != 0,
        "test" => template.Bucket(scope) % TestShare == 0,
        _ => true,
    };

    private static SeedProblem? Evolve(Template template, Scope scope, SeedProblem parent, string kind, Dice dice, string split)
    {
        if (kind == "change_numbers")
        {
            var bucket = template.Bucket(scope);
            return Numbers(template, scope.WithWordsOnly(), dice, split, s => template.Bucket(s) != bucket) is { } changed
                ? Worded(template, changed, dice, parent)
                : null;
        }

        var choices = TemplateLibrary.Evolutions.Where(e => e.Skill == kind && e.Language == template.Language).ToArray();
        var first = dice.Below(choices.Length);
        for (var i = 0; i < choices.Length; i++)
            if (Extended(template, scope, choices[(first + i) % choices.Length], parent, dice) is { } evolved)
                return evolved;
        return null;
    }

    private static SeedProblem? Extended(Template template, Scope scope, Template evolution, SeedProblem parent, Dice dice)
    {
        var given = Solving.EvolutionScope(template, scope);
        if (evolution.DrawNumbers(given, dice, beyond: false, _ => true) is not { } extended) return null;
        var facts = parent.Problem[..^template.Ask!.Render(scope, _ => 0).Length];
        return Solving.Problem(template, scope, facts + evolution.Say.Render(extended, dice.Below), (evolution, extended)) with { Parent = parent.Problem };
    }

    private static SeedProblem Worded(Template template, Scope scope, Dice dice, SeedProblem? parent)
    {
        var gap = template.Language == "zh" ? "" : " ";
        var text = template.Say.Render(scope, dice.Below) + gap + template.Ask!.Render(scope, _ => 0);
        return Solving.Problem(template, scope, text, null) with { Evolution = parent is null ? null : "change_numbers", Parent = parent?.Problem };
    }
}
