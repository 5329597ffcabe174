using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using DataForge.Seeds;

namespace DataForge.Tests.Seeds;

public sealed partial class ProblemMakerTests
{
    private static SeedProblem[] Make(int count, long seed, string split, string language = "all", bool evolve = true) =>
        [.. ProblemMaker.Make(new SeedSettings(count, seed, split, language, evolve ? ProblemMaker.EvolutionKinds : []))];

    public static TheoryData<int, string> Runs() => new(from seed in Enumerable.Range(1, 3) from split in new[] { "train", "test", "hard" } select (seed, split));

    [Fact]
    public void There_are_enough_templates_skills_and_languages()
    {
        var templates = TemplateLibrary.Problems;
        Assert.Equal(54, templates.Count);
        Assert.Equal(14, templates.Count(t => t.Language == "zh"));
        Assert.Equal(6, templates.Count(t => t.Held));
        Assert.Equal(14, templates.Select(t => t.Skill).Distinct().Count());
        Assert.Equal(templates.Count, templates.Select(t => t.Id).Distinct().Count());
    }

    [Theory, MemberData(nameof(Runs))]
    public void Problems_of_every_template_take_two_to_six_steps(int seed, string split)
    {
        var seeds = Make(800, seed, split, evolve: false);
        Assert.Equal(TemplateLibrary.Problems.Where(t => split == "hard" || !t.Held).Select(t => t.Id).Order(), seeds.Select(p => p.Template).Distinct().Order());
        Assert.All(seeds, p => Assert.InRange(p.Steps, 1, 6));
        Assert.All(seeds.Where(p => p.Skill != "conditionals"), p => Assert.InRange(p.Steps, 2, 6));
    }

    [Theory, MemberData(nameof(Runs))]
    public void Every_equation_is_true_and_the_last_one_gives_the_answer(int seed, string split)
    {
        foreach (var problem in Make(60, seed, split))
        {
            var equations = Equation().Matches(problem.Solution);
            Assert.Equal(problem.Steps, equations.Count);
            Assert.All(equations, e => Assert.Equal(BigInteger.Parse(e.Groups[2].Value, CultureInfo.InvariantCulture), LeftToRight(e.Groups[1].Value)));
            Assert.Equal(problem.Answer, equations[^1].Groups[2].Value);
            Assert.Contains($"\\boxed{{{problem.Answer}}}", problem.Solution, StringComparison.Ordinal);
            Assert.DoesNotContain('{', problem.Problem);
            Assert.InRange(problem.Difficulty, 0.1, 1);
        }
    }

    [Theory, MemberData(nameof(Runs))]
    public void A_made_problem_is_recognised_with_its_own_answer(int seed, string split)
    {
        foreach (var problem in Make(60, seed, split))
        {
            var found = SeedRecognizer.Recognize(problem.Problem);
            Assert.Equal((problem.Template, problem.EvolutionTemplate, problem.Answer, problem.Solution), (found!.Template, found.Evolution, found.Solved!.Answer, found.Solved.Solution));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_problems_and_a_longer_run_begins_with_the_shorter()
    {
        Assert.Equal(Make(40, 7, "train"), Make(40, 7, "train"));
        Assert.Equal(Make(40, 7, "train", evolve: false), Make(80, 7, "train", evolve: false).Take(40));
        Assert.NotEqual(Make(40, 7, "train"), Make(40, 8, "train"));
    }

    [Fact]
    public void Train_and_test_share_no_combination_of_numbers()
    {
        static HashSet<string> Keys(string split) => [.. Make(1000, 1, split).Where(p => p.EvolutionTemplate is null).Select(p => $"{p.Template} {string.Join(' ', Number().Matches(p.Problem))}")];
        var train = Keys("train");
        Assert.DoesNotContain(Keys("test"), train.Contains);
    }

    [Fact]
    public void The_hard_split_is_of_held_templates_and_of_numbers_beyond_the_ranges()
    {
        var hard = Make(1000, 1, "hard", evolve: false);
        var held = TemplateLibrary.Problems.Where(t => t.Held).Select(t => t.Id).ToHashSet();
        Assert.InRange(hard.Count(p => held.Contains(p.Template)), 450, 550);
        Assert.DoesNotContain(Make(1000, 1, "train", evolve: false), p => held.Contains(p.Template));
        var factors = hard.Where(p => p.Template == "change").Select(p => int.Parse(Number().Match(p.Problem).Value, CultureInfo.InvariantCulture));
        Assert.All(factors, f => Assert.InRange(f, 13, 17));
    }

    [Fact]
    public void Evolutions_keep_the_facts_and_changed_numbers_keep_the_words()
    {
        SeedProblem? parent = null;
        foreach (var problem in Make(300, 3, "train"))
        {
            if (problem.Evolution is null) parent = problem;
            else if (problem.Evolution == "change_numbers") Assert.Equal(Number().Replace(parent!.Problem, "#"), Number().Replace(problem.Problem, "#").Replace("gets", Spelling(parent), StringComparison.Ordinal).Replace("buys", Spelling(parent), StringComparison.Ordinal));
            else Assert.StartsWith(parent!.Problem[..12], problem.Problem, StringComparison.Ordinal);
            if (problem.Evolution is not null) Assert.Equal(parent!.Problem, problem.Parent);
        }

        static string Spelling(SeedProblem p) => p.Problem.Contains("gets", StringComparison.Ordinal) ? "gets" : "buys";
    }

    [Fact]
    public void Every_kind_of_evolution_is_made_in_both_languages() =>
        Assert.Equal(10, Make(300, 1, "train").Where(p => p.Evolution is not null).Select(p => (p.Evolution, p.Language)).Distinct().Count());

    private static BigInteger LeftToRight(string text)
    {
        var parts = text.Split(' ');
        var value = BigInteger.Parse(parts[0], CultureInfo.InvariantCulture);
        for (var i = 1; i < parts.Length; i += 2)
        {
            var right = BigInteger.Parse(parts[i + 1], CultureInfo.InvariantCulture);
            if (parts[i] == "/") Assert.True((value % right).IsZero, text);
            value = parts[i] switch { "+" => value + right, "-" => value - right, "*" => value * right, _ => value / right };
        }

        return value;
    }

    [GeneratedRegex(@"(\d+(?: [-+*/] \d+)+) = (\d+)")]
    private static partial Regex Equation();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
