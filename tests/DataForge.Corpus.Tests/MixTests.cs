using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tests.Corpus;

public sealed class MixTests
{
    private static MixPlan Plan(string yaml) => MixPlanReader.Read(yaml, "plan.yaml");

    /// <summary>Stages chosen from sources of so many rows, each row of 10 to 109 tokens.</summary>
    private static List<(MixPick[] Picks, IReadOnlyList<MixShare> Shares)> Run(MixPlan plan, Dictionary<string, MixRow[]> files, IReadOnlyList<string?[]>? cells = null, string[]? fields = null)
    {
        var all = new List<MixRow>();
        var places = new Dictionary<string, int[]>();
        foreach (var (name, rows) in files)
        {
            places[name] = [.. Enumerable.Range(all.Count, rows.Length)];
            all.AddRange(rows);
        }

        var selection = new MixSelection(plan, cells ?? [[]], fields ?? []);
        var tokens = new Dictionary<string, long>();
        var taken = new Dictionary<string, int[]>();
        var stages = new List<(MixPick[], IReadOnlyList<MixShare>)>();
        foreach (var stage in plan.Stages)
        {
            var (picks, shares) = selection.Stage(stage, [.. stage.Sources.Select(s => s.Of is { } of ? taken[of] : places[s.Files[0]])], r => all[r], tokens);
            tokens[stage.Name] = shares.Sum(s => s.Tokens);
            taken[stage.Name] = [.. picks.Select(p => p.Row).Distinct()];
            stages.Add((picks, shares));
        }

        return stages;
    }

    [Fact]
    public void Files_given_by_name_stand_for_the_plans_own()
    {
        const string yaml = "stages:\n  - name: a\n    sources:\n      - {name: math, epochs: 1}\n      - {name: code, files: code.jsonl, epochs: 1}\n";
        var plan = MixPlanReader.Read(yaml, "plan.yaml", new Dictionary<string, IReadOnlyList<string>> { ["math"] = ["/m.jsonl"] });
        Assert.Equal(["/m.jsonl", "code.jsonl"], plan.Stages[0].Sources.SelectMany(s => s.Files));
        Assert.Equal("plan.yaml:4: source math: expected files", Assert.Throws<ForgeException>(() => MixPlanReader.Read(yaml, "plan.yaml")).Message);
        Assert.Equal("plan.yaml: no source is called chat; sources are math, code", Assert.Throws<ForgeException>(() => MixPlanReader.Read(yaml.Replace("math,", "math, files: m,", StringComparison.Ordinal), "plan.yaml", new Dictionary<string, IReadOnlyList<string>> { ["chat"] = ["c"] })).Message);
    }

    private static MixRow[] Rows(string name, int count) => [.. Enumerable.Range(0, count).Select(i => new MixRow(StableHash.Of($"{name}{i}"), 10 + CounterRandom.For(1, name, "").Below((ulong)i, 100), 0, float.NaN, false))];

    private static Dictionary<string, MixRow[]> Files(params (string Name, int Count)[] files) => files.ToDictionary(f => f.Name, f => Rows(f.Name, f.Count));

    [Fact]
    public void Quotas_sum_to_the_total_by_largest_remainder()
    {
        Assert.Equal([34L, 33, 33], Quotas.Divide(100, [1, 1, 1]));
        Assert.Equal([1L, 0, 2], Quotas.Divide(3, [0.4, 0, 0.6]));
        Assert.Equal([10L, 45, 45], Quotas.DivideCapped(100, [1, 1, 1], [10, 100, 100]));
        Assert.Equal([10L, 20, 30], Quotas.DivideCapped(100, [1, 1, 1], [10, 20, 30]));
    }

    [Fact]
    public void Shares_of_tokens_are_those_of_the_weights()
    {
        var (_, shares) = Run(Plan("stages: [{tokens: 300000, sources: [{name: a, files: a, weight: 3}, {name: b, files: b, weight: 2}, {name: c, files: c, weight: 1}]}]"), Files(("a", 9000), ("b", 5000), ("c", 700)))[0];
        Assert.Equal([150_000L, 100_000, 50_000], shares.Select(s => s.Target));
        Assert.All(shares, s => Assert.InRange(s.Tokens - s.Target, -55, 55)); // half a row
        Assert.Equal([1, 1, 2], shares.Select(s => s.MostRepeats)); // c has fewer tokens than asked for
    }

    [Fact]
    public void Sources_with_amounts_of_their_own_count_in_the_stages_tokens_and_may_not_exceed_them()
    {
        var (_, shares) = Run(Plan("stages: [{tokens: 20000, sources: [{name: a, files: a, rows: 100}, {name: b, files: b, weight: 1}]}]"), Files(("a", 200), ("b", 900)))[0];
        Assert.Equal(20_000, shares.Sum(s => s.Target));
        Assert.Equal(shares[0].Target, shares[0].Tokens);
        Assert.InRange(shares.Sum(s => s.Tokens), 20_000 - 55, 20_000 + 55);
        var e = Assert.Throws<ForgeException>(() => Run(Plan("stages: [{name: s, tokens: 500, sources: [{name: a, files: a, epochs: 1}, {name: b, files: b, weight: 1}]}]"), Files(("a", 100), ("b", 100))));
        Assert.Matches(@"^stage s: its sources ask for [\d,]+ tokens by tokens, rows, epochs or share, and the stage has 500$", e.Message);
    }

    [Fact]
    public void A_source_more_leaves_the_order_of_the_others()
    {
        var before = Run(Plan("stages: [{sources: [{name: a, files: a, epochs: 1}, {name: b, files: b, epochs: 0.5}]}]"), Files(("a", 300), ("b", 300)))[0].Picks;
        var after = Run(Plan("stages: [{sources: [{name: a, files: a, epochs: 1}, {name: b, files: b, epochs: 0.5}, {name: c, files: c, epochs: 2}]}]"), Files(("a", 300), ("b", 300), ("c", 300)))[0].Picks;
        Assert.Equal(before.Select(p => p.Row), after.Where(p => p.Source < 2).Select(p => p.Row));
        Assert.NotEqual(before.Select(p => p.Row).Order(), before.Select(p => p.Row));
    }

    [Fact]
    public void Whole_epochs_come_before_a_row_is_taken_again_and_the_cap_holds()
    {
        var (picks, shares) = Run(Plan("max_repeats: 3\nstages: [{sources: [{name: a, files: a, epochs: 2.5}, {name: b, files: b, epochs: 9}]}]"), Files(("a", 200), ("b", 200)))[0];
        var times = picks.Where(p => p.Source == 0).GroupBy(p => p.Row).Select(g => g.Count()).ToList();
        Assert.Equal(200, times.Count);
        Assert.All(times, t => Assert.InRange(t, 2, 3));
        Assert.All(picks.Where(p => p.Source == 1).GroupBy(p => p.Row), g => Assert.Equal(3, g.Count()));
        Assert.Equal(6 * shares[1].Tokens / 3, shares[1].Short);
    }

    [Fact]
    public void A_share_of_a_stage_is_drawn_from_its_rows()
    {
        var stages = Run(Plan("stages: [{name: s1, sources: [{name: a, files: a, epochs: 0.5}]}, {name: s2, sources: [{name: g, files: b, epochs: 1}, {name: again, of: s1, share: 1/4}]}]"), Files(("a", 4000), ("b", 100)));
        var again = stages[1].Picks.Where(p => p.Source == 1).Select(p => p.Row).ToHashSet();
        Assert.Subset(stages[0].Picks.Select(p => p.Row).ToHashSet(), again);
        Assert.InRange(stages[1].Shares[1].Tokens, stages[0].Shares[0].Tokens / 4 - 55, stages[0].Shares[0].Tokens / 4 + 55);
    }

    [Fact]
    public void Rows_counts_rows_and_blocks_keep_sources_apart()
    {
        var picks = Run(Plan("stages: [{order: blocks, sources: [{name: a, files: a, rows: 30}, {name: b, files: b, rows: 250}]}]"), Files(("a", 100), ("b", 100)))[0].Picks;
        Assert.Equal([30, 250], picks.GroupBy(p => p.Source).Select(g => g.Count()));
        Assert.Equal(picks.Select(p => p.Source).Order(), picks.Select(p => p.Source));
    }

    [Fact]
    public void Strata_meet_their_target_and_borrow_where_one_is_short()
    {
        var rows = Enumerable.Range(0, 3000).Select(i => new MixRow((ulong)i * 7919, 10, i < 1000 ? 0 : i < 2980 ? 1 : 2, i / 3000f, false)).ToArray(); // easy, medium, and 20 hard ones
        var plan = Plan("max_repeats: 2\ndifficulty: {field: d, bands: [0.3, 0.6]}\nstages: [{order: curriculum, sources: [{name: a, files: a, tokens: 9000}], strata: {difficulty: [1, 1, 1]}}]");
        var (picks, shares) = Run(plan, new() { ["a"] = rows }, [["band0"], ["band1"], ["band2"]], ["difficulty"])[0];
        Assert.Equal([("band0", 4300L, 4300L), ("band1", 4300, 4300), ("band2", 400, 400)], shares[0].Cells);
        Assert.Equal(picks.Select(p => rows[p.Row].Difficulty).Order(), picks.Select(p => rows[p.Row].Difficulty));
    }

    [Fact]
    public void Difficulty_is_one_minus_the_smoothed_pass_rate_of_the_named_model()
    {
        var reader = new MixRows(Plan("difficulty: {model: m, bands: [0.3, 0.6]}\nstages: [{sources: [{name: a, files: a, epochs: 1}], strata: {difficulty: balanced, language: balanced}}]"), null);
        var read = reader.Read(Row.Parse("{\"num_tokens\":7,\"model\":\"m\",\"pass_count\":3,\"num_samples\":8,\"language\":\"zh\"}"));
        Assert.Equal((7, 0.6f), (read.Tokens, read.Difficulty));
        Assert.Equal("band2 zh", string.Join(' ', read.Values));
        Assert.Equal(["x.jsonl:4: expected passes of the model m, found those of other"],
            new[] { Assert.Throws<ForgeException>(() => reader.Read(Row.Parse("{\"num_tokens\":7,\"model\":\"other\",\"pass_count\":3,\"num_samples\":8}", "x.jsonl", 4))).Message });
        Assert.Equal("x.jsonl:5: expected a count of tokens in \"num_tokens\", found none; a plan that names a tokenizer counts them",
            Assert.Throws<ForgeException>(() => reader.Read(Row.Parse("{\"text\":\"a\"}", "x.jsonl", 5))).Message);
    }

    [Fact]
    public void Text_is_counted_where_a_row_has_no_count_and_messages_are_joined()
    {
        var reader = new MixRows(Plan("tokenizer: t\ntoken_field: n\nstages: [{sources: [{name: a, files: a, epochs: 1}]}]"), text => text.Length);
        Assert.Equal(5, reader.Read(Row.Parse("{\"n\":5,\"text\":\"abc\"}")).Tokens);
        Assert.Equal(3, reader.Read(Row.Parse("{\"text\":\"abc\"}")).Tokens);
        Assert.Equal(4, reader.Read(Row.Parse("{\"messages\":[{\"role\":\"user\",\"content\":\"ab\"},{\"role\":\"assistant\",\"content\":\"c\"}]}")).Tokens);
    }

    [Fact]
    public void All_faults_of_a_plan_are_told_at_once_with_their_lines()
    {
        var message = Assert.Throws<ForgeException>(() => Plan("seed: x\nstagez: 3\nstages:\n  - name: a b\n    order: sorted\n    sources:\n      - {name: m, weight: 2, files: f}\n      - {name: r, share: 1/4, of: zz}\n      - {name: q, files: f, rows: 2, tokens: 3}\n")).Message;
        Assert.Equal(
        [
            "plan.yaml:1: seed: expected a whole number of 0 or more, found \"x\"",
            "plan.yaml:2: plan: no such name \"stagez\"; expected stages, seed, tokenizer, token_field, text_field, max_repeats, validation, difficulty",
            "plan.yaml:4: name: expected letters, digits, - and _, since it names a folder",
            "plan.yaml:5: order: expected shuffle, blocks or curriculum, found \"sorted\"",
            "plan.yaml:7: weight: the stage's tokens are not given, of which it is a part",
            "plan.yaml:8: of: no earlier stage is called zz",
            "plan.yaml:9: source q: expected one of weight, tokens, rows, epochs and share, found tokens and rows",
        ], message.Split('\n'));
        Assert.StartsWith("plan.yaml:2: expected YAML: ", Assert.Throws<ForgeException>(() => Plan("a: [")).Message, StringComparison.Ordinal);
    }
}
