using DataForge.Runs.Planning;

namespace DataForge.Tests.Runs;

/// <summary>Plans: what decides a stage's key and what does not, names that lead nowhere, rounds.</summary>
public sealed class PlannerTests
{
    private const string Two =
        """
        forge: 1
        set: {word: a}
        stages:
          - first: grep {word}
            in: rows.jsonl
          - second: cat
            shards: 4
        """;

    [Fact]
    public void The_key_follows_content_and_options_and_not_times_or_names()
    {
        using var run = new TestRun(Two, TestRun.Rows(3));
        var (first, second) = Keys(run.Plan());
        File.SetLastWriteTimeUtc(run.PathOf("rows.jsonl"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal((first, second), Keys(run.Plan()));
        var other = Keys(run.Plan(("word", "b")));
        Assert.NotEqual(first, other.Item1);
        Assert.NotEqual(second, other.Item2); // it reads what the first writes
        run.Write("rows.jsonl", TestRun.Rows(4));
        Assert.NotEqual(first, Keys(run.Plan()).Item1);

        static (string, string) Keys(Plan plan) => (plan.Stage("first").Key, plan.Stage("second").Key);
    }

    [Fact]
    public void A_program_of_ones_own_is_known_by_its_content()
    {
        using var run = new TestRun("forge: 1\nstages:\n  - mine: python3 my.py\n    in: rows.jsonl\n");
        run.Write("my.py", "print(1)");
        var key = run.Plan().Stage("mine").Key;
        run.Write("my.py", "print(2)");
        Assert.NotEqual(key, run.Plan().Stage("mine").Key);
        Assert.Contains(run.Plan().Stage("mine").Files, f => f.Path == run.PathOf("my.py"));
    }

    [Fact]
    public void What_differs_is_named_and_what_only_follows_from_it_is_not()
    {
        using var run = new TestRun(Two, TestRun.Rows(3));
        var then = run.Plan();
        Assert.Empty(PlanDifference.Between(then, run.Plan()));
        Assert.Equal(["stage first: argument \"a\" then, \"b\" now"], PlanDifference.Between(then, run.Plan(("word", "b"))));
        run.Write("rows.jsonl", TestRun.Rows(4));
        Assert.Equal([$"stage first: input {run.PathOf("rows.jsonl")} changed"], PlanDifference.Between(then, run.Plan()));
        run.Write("run.yaml", Two.Replace("shards: 4", "shards: 8", StringComparison.Ordinal) + "\n  - third: cat\n");
        Assert.Equal([$"stage first: input {run.PathOf("rows.jsonl")} changed", "stage second: shards \"4\" then, \"8\" now", "stage third is new"], PlanDifference.Between(then, run.Plan()));
    }

    [Theory]
    [InlineData("N", "1 to 64 values", "0", "a whole number, 1 to 64")]
    [InlineData("N", "1 to 64 values", "64", null)]
    [InlineData("N", "0 or more (any number)", "-1", "a whole number, 0 or more")]
    [InlineData("N", "1 or more rows; all when absent", "x", "a whole number, 1 or more")]
    [InlineData("N", "1 or more rows; all when absent", "1.5", "a whole number, 1 or more")]
    [InlineData("X", "0.1 to 1, share of shingles", "7", "a number, 0.1 to 1")]
    [InlineData("X", "1E-06 to 1, share of the mass", "1e-7", "a number, 1E-06 to 1")]
    [InlineData("SHARE", "0 to 1, of the rows; no gate when absent", "0.5", null)]
    [InlineData("jaccard|containment", null, "cosine", "one of jaccard, containment")]
    [InlineData("jaccard|containment", null, "jaccard", null)]
    [InlineData("NAME=FILE[:FIELDS]|FOLDER", null, "anything", null)]
    [InlineData("NAME", "repeat it, or split by commas", "anything", null)]
    public void A_value_that_the_tool_will_not_take_is_a_fault_of_the_manifest(string shown, string? range, string value, string? expected) =>
        Assert.Equal(expected, new ToolOption(shown, range, true).Expected(value));

    [Fact]
    public void Names_that_lead_nowhere_are_told_together()
    {
        using var run = new TestRun(
            """
            forge: 1
            set: {samples: 4}
            stages:
              - a: no-such-program
                in: missing.jsonl
              - b: cat {sampels} {stage.c}
                in: rows.jsonl
              - c: cat
                in: bb
              - d: forge-nothing
            """);
        Assert.Equal(
            [
                "run.yaml:4: stage a: no program \"no-such-program\"",
                "run.yaml:6: stage b: nothing is called {sampels}; did you mean {samples}?",
                "run.yaml:6: stage b: no stage \"c\" stands before it",
                "run.yaml:8: stage c: in: no stage and no file \"bb\"; did you mean b?",
                "run.yaml:10: stage d: no program \"forge-nothing\"",
            ],
            run.Faults());
    }

    [Fact]
    public void Parts_are_chained_only_where_the_rows_are_divided_alike()
    {
        using var run = new TestRun(
            """
            forge: 1
            stages:
              - a: cat
                in: rows.jsonl
                shards: 4
              - b: cat
                shards: 4
              - c: cat
                shards: 2
              - d: cat
                in: [b, c]
                shards: 2
              - e: cat
            """);
        Assert.Equal([0, 0, 1, 2, 3], run.Plan().Stages.Select(s => s.Group));
    }

    [Fact]
    public void A_rounds_variable_may_stand_for_one_that_stands_for_the_variable_outside()
    {
        using var run = new TestRun(
            """
            forge: 1
            set: {model: bare, model2: "{model}"}
            rounds:
              - {}
              - {model: "{model2}"}
            stages:
              - seeds: cat
                in: rows.jsonl
              - sample: grep -v {model}-{round}
                every_round: true
            """);
        Assert.Equal(["-v bare-1", "-v bare-2"], run.Plan().Stages.Skip(1).Select(s => string.Join(' ', s.Words)));
    }

    [Fact]
    public void Rounds_repeat_their_stages_with_variables_of_their_own()
    {
        using var run = new TestRun(
            """
            forge: 1
            set: {rm: none}
            rounds:
              - {rm: first}
              - {rm: second}
            stages:
              - seeds: cat
                in: rows.jsonl
              - score: grep -v {rm}-{round}
                every_round: true
                in: [seeds, keep@previous]
              - keep: cat
                every_round: true
              - all: cat
                in: keep@all
            """);
        var stages = run.Plan().Stages;
        Assert.Equal(["seeds", "score-1", "keep-1", "score-2", "keep-2", "all"], stages.Select(s => s.Name));
        Assert.Equal("-v first-1", string.Join(' ', stages[1].Words));
        Assert.Equal("-v second-2", string.Join(' ', stages[3].Words));
        Assert.Equal(["seeds"], stages[1].Inputs.Select(i => i.Stage));
        Assert.Equal(["seeds", "keep-1"], stages[3].Inputs.Select(i => i.Stage));
        Assert.Equal(["keep-1", "keep-2"], stages[5].Inputs.Select(i => i.Stage));
    }

    [Fact]
    public void A_plan_is_read_back_as_it_was_written()
    {
        using var run = new TestRun(Two, TestRun.Rows(3));
        var plan = run.Plan();
        plan.Write(run.PathOf("plan.json"));
        var read = Plan.Read(run.PathOf("plan.json"));
        Assert.Equal(plan.Id, read.Id);
        Assert.Equal(plan.Stages.Select(s => (s.Name, s.Key, s.Shards, s.Group)), read.Stages.Select(s => (s.Name, s.Key, s.Shards, s.Group)));
    }
}
