namespace DataForge.Tests.Tools;

/// <summary>
/// Golden runs of the built tools: tests/Golden/TOOL/CASE holds <c>cmd</c> (a bash line), <c>in</c> (standard input, optional), and what must come of it:
/// <c>out</c>, <c>stderr.txt</c> (optional) and <c>exit</c> (0 when absent). <c>needs</c> (optional) lists files without which the case is skipped, one a line. FORGE_BLESS=1 writes them anew, never under CI.
/// </summary>
/// <remarks>A case whose cmd names ../shared is skipped where that is absent. Side files a cmd leaves in its work folder are compared by `cat` in the cmd itself.</remarks>
public sealed class GoldenTests
{
    private static readonly string Root = Path.Combine(SharedData.Repository, "tests", "Golden");

    public static TheoryData<string> Cases() =>
        [.. (Directory.Exists(Root) ? Directory.GetFiles(Root, "cmd", SearchOption.AllDirectories) : []).Select(c => Path.GetRelativePath(Root, Path.GetDirectoryName(c)!)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Cases))]
    public void A_run_gives_what_it_gave(string name)
    {
        var folder = Path.Combine(Root, name);
        var cmd = File.ReadAllText(Path.Combine(folder, "cmd"));
        if (cmd.Contains("../shared", StringComparison.Ordinal)) SharedData.Require();
        foreach (var needed in (Read(folder, "needs") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (!File.Exists(needed) && !Directory.Exists(needed)) Assert.Skip($"{needed} is missing here");
        var scratch = Directory.CreateTempSubdirectory("golden-").FullName;
        try
        {
            var run = ToolRun.Shell(cmd, Read(folder, "in") ?? "", environment: new Dictionary<string, string?> { ["TMP"] = scratch, ["CASE"] = folder, ["COLUMNS"] = "100" });
            Check(folder, "out", Named(run.Out, scratch), required: true);
            Check(folder, "stderr.txt", Named(run.Error, scratch), required: false);
            Check(folder, "exit", $"{run.ExitCode}\n", required: run.ExitCode != 0);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>The work folder has another name in each run; Markdown escapes it.</summary>
    private static string Named(string text, string scratch) =>
        text.Replace(scratch, "$TMP", StringComparison.Ordinal).Replace(scratch.Replace("-", "\\-", StringComparison.Ordinal), "$TMP", StringComparison.Ordinal);

    private static string? Read(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private static void Check(string folder, string file, string actual, bool required)
    {
        var path = Path.Combine(folder, file);
        if (Environment.GetEnvironmentVariable("FORGE_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true" && (required || File.Exists(path)))
            File.WriteAllText(path, actual);
        if (required && !File.Exists(path)) Assert.Fail($"{path} is missing; the run gave: {actual}");
        if (File.Exists(path)) Assert.Equal(File.ReadAllText(path), actual);
    }
}
