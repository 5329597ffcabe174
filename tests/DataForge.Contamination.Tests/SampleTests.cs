namespace DataForge.Tests.Contamination;

/// <summary>The library as its page shows it.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_sample_gives_what_the_page_promises()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ContaminationSample.Run(output);
        Assert.Equal(
            """
            mine p1: exact, Drop, code points 19 to 146
            drop
            keep

            """.ReplaceLineEndings("\n"), output.ToString());
    }

    [Fact]
    public void The_page_shows_the_sample_as_it_is_compiled()
    {
        var page = File.ReadAllText(Path.Combine(SharedData.Repository, "src", "DataForge.Contamination", "README.md"));
        var sample = File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "samples", "contamination.cs"));
        Assert.Contains("```csharp\n" + sample.TrimEnd() + "\n```", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_public_types_are_these()
    {
        string[] expected = ["ContaminationIndex", "DropLimits", "Hit", "HitAction", "LcsOver", "Rules", "ScanSettings", "Scanner"];
        var exported = typeof(DataForge.Contamination.Scanner).Assembly.GetExportedTypes().Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Empty(expected.Except(exported));
        PublicApi.Check(typeof(DataForge.Contamination.Scanner).Assembly, expected);
    }
}
