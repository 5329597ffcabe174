using System.Text.Json;
using DataForge.Core;
using DataForge.Runs.Manifests;

namespace DataForge.Tests.Runs;

/// <summary>Manifests as text: what is read, and that every fault is said at once with its line.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void Every_fault_is_told_at_once_with_its_line()
    {
        using var run = new TestRun(
            """
            forge: 2
            nam: x
            seed: -1
            roles:
              solver: {model: m, key: abc}
            target: {stage: pakc, rows: 0}
            stages:
              - sample: forge-sample --samples 8 | forge-score
                role: slover
                shard: 4
              - pack: cat
                shards: many
                on_gate: maybe
              - pack: cat
                resources: {time: 4, mem: lots}
              - just a text
            """);
        Assert.Equal(
            [
                "run.yaml:1: forge: expected 1, found \"2\"",
                "run.yaml:2: manifest: no such key \"nam\"; did you mean name?",
                "run.yaml:3: seed: expected a whole number, 0 or more, found \"-1\"",
                "run.yaml:5: role solver: a key does not stand in a manifest; name the environment variable that holds it, as api_key_env: MY_KEY",
                "run.yaml:6: rows: expected a whole number, 1 or more, found \"0\"",
                "run.yaml:6: target: no stage \"pakc\"",
                "run.yaml:8: stage sample: expected a program and its arguments, found \"|\": commands run without a shell (put it in quotes where it is meant; stages are joined by their inputs)",
                "run.yaml:9: stage sample: no role \"slover\"; did you mean solver?",
                "run.yaml:10: stage sample: no such key \"shard\"; did you mean shards?",
                "run.yaml:12: shards: expected a whole number, 1 or more, found \"many\"",
                "run.yaml:13: on_gate: expected one of stop, go_on, found \"maybe\"",
                "run.yaml:14: stage pack: stands here twice",
                "run.yaml:15: time: expected a length as 4h or 30m, found \"4\"",
                "run.yaml:15: mem: expected a size as 32G or 500M, found \"lots\"",
                "run.yaml:16: stages: expected a name and a command, as sample: forge-sample, found \"just a text\"",
            ],
            run.Faults());
    }

    [Theory]
    [InlineData("", "run.yaml:1: expected a manifest, found nothing")]
    [InlineData("- a\n", "run.yaml:1: manifest: expected keys and values, found a list")]
    [InlineData("a: 1\na: 2\n", "run.yaml:2: ")]
    [InlineData("forge: [1\n", "run.yaml:")]
    [InlineData("forge: 1\n--- \nforge: 1\n", "run.yaml:3: expected one document, found another")]
    public void What_is_no_manifest_is_said_with_its_line(string text, string begins)
    {
        using var run = new TestRun(text);
        Assert.StartsWith(begins, run.Faults()[0]);
    }

    [Theory]
    [InlineData("a b", "a", "b")]
    [InlineData("  a\t'b c'  ", "a", "b c")]
    [InlineData("a --where 'x == \"y\"'", "a", "--where", "x == \"y\"")]
    [InlineData("a \"b \\\"c\\\" \\n\"", "a", "b \"c\" \\n")]
    [InlineData("a\\ b ''", "a b", "")]
    [InlineData("a$HOME *.x ~", "a$HOME", "*.x", "~")]
    public void A_command_is_cut_as_a_shell_cuts_and_nothing_is_expanded(string text, params string[] words) => Assert.Equal(words, CommandWords.Split(text));

    [Theory]
    [InlineData("a > b")]
    [InlineData("a; b")]
    [InlineData("a && b")]
    [InlineData("a `b`")]
    [InlineData("a 'b")]
    public void What_needs_a_shell_is_refused(string text) => Assert.Throws<FormatException>(() => CommandWords.Split(text));

    [Fact]
    public void The_schema_that_ships_lists_the_keys_that_are_read()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.Repository, "manifests", "manifest.schema.json")));
        var root = schema.RootElement;
        static IEnumerable<string> Keys(JsonElement of) => of.GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.Equal(ManifestKeys.Top, Keys(root));
        Assert.Equal(ManifestKeys.Stage, Keys(root.GetProperty("$defs").GetProperty("stage")));
        Assert.Equal(ManifestKeys.Target, Keys(root.GetProperty("properties").GetProperty("target")));
        Assert.Equal(ManifestKeys.Limits, Keys(root.GetProperty("properties").GetProperty("at_most")));
        Assert.Equal(ManifestKeys.Drift, Keys(root.GetProperty("properties").GetProperty("drift")));
        Assert.Equal(ManifestKeys.Resources, Keys(root.GetProperty("$defs").GetProperty("stage").GetProperty("properties").GetProperty("resources")));
        Assert.Equal(ManifestKeys.Price, Keys(root.GetProperty("$defs").GetProperty("role").GetProperty("properties").GetProperty("price")));
    }

    [Fact]
    public void A_setting_for_no_variable_is_refused()
    {
        using var run = new TestRun("forge: 1\nset: {samples: 4}\nstages:\n  - a: cat\n");
        Assert.Equal(["run.yaml:1: set: no variable \"sampels\" in this manifest; did you mean samples?"], run.Faults(("sampels", "8")));
        Assert.Equal("8", run.Manifest(("samples", "8")).Variables["samples"]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.StartsWith("/nowhere/x.yaml: cannot be read: ", Assert.Throws<ForgeException>(() => ManifestReader.Read("/nowhere/x.yaml", new Dictionary<string, string>())).Message);
}
