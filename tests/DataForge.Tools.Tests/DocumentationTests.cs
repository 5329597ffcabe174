using System.Text.RegularExpressions;

namespace DataForge.Tests.Tools;

/// <summary>The documents say what the tools do: the option page is current, and every command of the README runs.</summary>
public sealed partial class DocumentationTests
{
    private static string Read(string file) => File.ReadAllText(Path.Combine(SharedData.Repository, file));

    [Fact]
    public void The_option_page_is_what_the_tools_declare()
    {
        var made = ToolRun.Run("forge", ["options"]);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.True(Read("docs/options.md") == made.Out, "docs/options.md is stale: run make docs");
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    /// <summary>The README's shell blocks but those that begin with make, which are the set-up this very run stands on.</summary>
    public static TheoryData<string> Blocks() =>
        [.. Block().Matches(Read("README.md")).Select(m => m.Groups[1].Value.Trim()).Where(b => !b.StartsWith("make ", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Blocks))]
    public void A_command_of_the_readme_runs(string block)
    {
        if (block.Contains("$DATAFORGE_MODEL", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("DATAFORGE_MODEL") is null)
            Assert.Skip("DATAFORGE_MODEL names no model");
        var folder = Directory.CreateTempSubdirectory("readme-").FullName;
        try
        {
            foreach (var name in new[] { "bin", "corpora", "manifests" }) Directory.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(SharedData.Repository, name));
            var run = ToolRun.Shell("set -e\n" + block, folder: folder);
            Assert.True(run.ExitCode == 0, $"exit {run.ExitCode}: {run.Error}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"`(forge-[a-z]+)`")]
    private static partial Regex ToolName();

    [Fact]
    public void The_readme_names_every_tool_and_no_other()
    {
        var named = ToolName().Matches(Read("README.md")).Select(m => m.Groups[1].Value).ToHashSet();
        var built = Directory.GetFiles(ToolRun.Bin, "forge-*.dll").Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        Assert.Equal(built.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [Fact]
    public void Every_link_of_the_documents_leads_somewhere()
    {
        var documents = Directory.GetFiles(Path.Combine(SharedData.Repository, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(SharedData.Repository, "README.md"));
        Assert.Empty(documents.SelectMany(d => Link().Matches(File.ReadAllText(d)).Select(m => (Document: d, Target: Path.GetFullPath(Path.Combine(Path.GetDirectoryName(d)!, m.Groups[1].Value)))))
            .Where(l => !File.Exists(l.Target) && !Directory.Exists(l.Target)).Select(l => $"{Path.GetFileName(l.Document)}: {l.Target}"));
    }
}
