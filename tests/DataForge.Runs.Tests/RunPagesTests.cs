using DataForge.Core;

namespace DataForge.Tests.Runs;

/// <summary>The closing page of a run.</summary>
public sealed class RunPagesTests
{
    [Fact]
    public async Task Examples_stand_on_the_page_as_text_and_a_histogram_only_where_its_figure_comes_up()
    {
        const string Hostile = "<script>alert(1)</script>";
        var rows = string.Concat(Enumerable.Range(0, 8).Select(i => $"{{\"problem_id\":\"p{i}\",\"problem\":\"{Hostile} {i}\",\"vote_share\":0.75}}\n"));
        using var run = new TestRun("forge: 1\nname: shown\nstages:\n  - a: cat\n    in: rows.jsonl\n  - b: cat\n", rows);
        Assert.Equal(ExitCode.Ok, await run.Run());
        var page = File.ReadAllText(run.Work.ReportFile);
        Assert.DoesNotContain("<script", page);
        Assert.Equal(10, page.Split("<summary>&lt;script&gt;alert(1)&lt;/script&gt; ").Length - 1); // five of each stage
        Assert.Contains("<h3>a: share of the winning answer</h3>", page);
        Assert.DoesNotContain("<h3>b: share of the winning answer</h3>", page);
        Assert.DoesNotContain("http://", page.Replace("http-equiv", "", StringComparison.Ordinal));
    }
}
