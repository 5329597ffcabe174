namespace DataForge.Tests.Tools;

/// <summary>Standard descriptors that are closed or cannot be written: a sound run is neither ended nor held up by them.</summary>
public sealed class DescriptorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("descriptors-").FullName;

    public DescriptorTests() => File.WriteAllText(Path.Combine(_root, "rows.jsonl"), "{\"problem\":\"1+1?\",\"generation\":\"It is \\\\boxed{2}.\"}\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("2> /dev/full")]
    [InlineData("2>&-")]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData("2> >(exec 0<&-; sleep 1)")] // a log reader that goes away
    public void A_run_that_does_not_need_them_is_sound(string redirection)
    {
        var run = ToolRun.Shell($"forge-grade rows.jsonl --out graded.jsonl {redirection}", "", _root);
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Equal(["graded.jsonl", "rows.jsonl"], Directory.GetFiles(_root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Single(File.ReadAllLines(Path.Combine(_root, "graded.jsonl")));
    }

    [Theory]
    [InlineData("forge-grade <&-", "forge-grade: standard input: cannot be read: Bad file descriptor\n")]
    [InlineData("forge-grade rows.jsonl --quiet >&-", "forge-grade: standard output: cannot be written: Bad file descriptor\n")]
    [InlineData("forge-grade rows.jsonl --quiet > /dev/full", "forge-grade: standard output: cannot be written: No space left on device\n")]
    public void A_run_that_needs_one_says_so(string line, string error)
    {
        var run = ToolRun.Shell(line, "", _root);
        Assert.Equal((2, "", error), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void An_error_that_nobody_can_read_still_gives_its_exit_code() => Assert.Equal(2, ToolRun.Shell("forge-grade missing.jsonl 2>&-", "", _root).ExitCode);
}
