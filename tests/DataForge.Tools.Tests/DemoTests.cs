using System.Globalization;
using System.Text.RegularExpressions;

namespace DataForge.Tests.Tools;

/// <summary>The main job as `make demo` runs it, on the bundled models.</summary>
public sealed partial class DemoTests
{
    [GeneratedRegex(@"^(\w+) +(\d+) +(\d+)(?: shards?)? *(.*)$", RegexOptions.Multiline)]
    private static partial Regex Stage();

    [GeneratedRegex(@"^(change_numbers|fractions_percentages|combine_concepts|conditional|complexity) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$", RegexOptions.Multiline)]
    private static partial Regex Kind();

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [Fact]
    public void Seeds_become_shards_and_the_table_adds_up()
    {
        var folder = Directory.CreateTempSubdirectory("demo-").FullName;
        try
        {
            var run = ToolRun.Run("forge", ["run", "manifests/demo.yaml", "--work", folder, "--jobs", "2", "--set", "seeds=10", "--set", "samples=4"]);
            Assert.True(run.ExitCode == 0, run.Error);
            var stages = Stage().Matches(run.Out).ToDictionary(m => m.Groups[1].Value, m => (In: Number(m.Groups[2]), Out: Number(m.Groups[3]), Why: m.Groups[4].Value));
            Assert.Equal(["evolve", "sample", "score", "vote", "decontam", "pack"], stages.Keys.Where(k => k != "conditional" && k != "complexity" && !k.Contains('_')));
            Assert.Equal(10, stages["evolve"].In);
            Assert.Equal(10 + 4 + stages["evolve"].Out, stages["sample"].In);
            Assert.Equal(stages["sample"].In * 4, stages["sample"].Out);
            Assert.Equal(stages["sample"].Out, stages["score"].Out);
            Assert.Equal(stages["decontam"].In, stages["vote"].Out);
            Assert.Equal(stages["pack"].In, stages["decontam"].Out);
            Assert.Contains("exact", stages["decontam"].Why);
            var kinds = Kind().Matches(run.Out);
            Assert.Equal(5, kinds.Count);
            Assert.Equal(stages["evolve"].Out, kinds.Sum(k => Number(k.Groups[3])));
            Assert.InRange(kinds.Sum(k => Number(k.Groups[6])), kinds.Sum(k => Number(k.Groups[5])) / 2, kinds.Sum(k => Number(k.Groups[5])));
            Assert.True(File.Exists(Path.Combine(folder, "shards", "manifest.json")), "no manifest");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
