namespace DataForge.Tests.Tools;

/// <summary>What <c>forge</c> itself does: help, manual pages, completion, and the way to a misspelt tool.</summary>
public sealed class SuiteFrontTests
{
    private static readonly string[] Names = [.. Directory.GetFiles(ToolRun.Bin, "forge-*.dll").Select(f => Path.GetFileNameWithoutExtension(f)["forge-".Length..]).Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, Lazy<ToolResult>> Scripts =
        new[] { "bash", "zsh", "fish" }.ToDictionary(s => s, s => new Lazy<ToolResult>(() => ToolRun.Run("forge", ["completion", s])));

    [Theory]
    [InlineData("vot", "no tool is called \"vot\"; did you mean vote? (tools: ")]
    [InlineData("forge-decontma", "no tool is called \"forge-decontma\"; did you mean decontam? (tools: ")]
    [InlineData("nothing", "no tool is called \"nothing\" (tools: ")]
    public void A_misspelt_tool_is_told_which_one_was_meant(string name, string message)
    {
        foreach (var args in (string[][])[[name], ["help", name], ["man", name]])
        {
            var run = ToolRun.Run("forge", args);
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.Equal($"forge: {message}{string.Join(", ", Names)})\n", run.Error);
        }
    }

    [Fact]
    public void A_misspelt_command_is_told_which_one_was_meant() =>
        Assert.Equal("forge-index: expected a command (build, merge, inspect, boilerplate, vectors), found \"biuld\"; did you mean build?\n", ToolRun.Run("forge-index", ["biuld"]).Error);

    [Fact]
    public void Help_of_a_tool_is_the_tools_help()
    {
        Assert.Equal(ToolRun.Run("forge-vote", ["--help"]).Out, ToolRun.Run("forge", ["help", "vote"]).Out);
        Assert.Equal(ToolRun.Run("forge-model", ["import", "--help"]).Out, ToolRun.Run("forge", ["help", "model", "import"]).Out);
        Assert.Equal(ToolRun.Run("forge", []).Out, ToolRun.Run("forge", ["help"]).Out);
    }

    /// <summary>What bash offers for a line, by running the script itself.</summary>
    private static string[] Offered(string line)
    {
        var run = ToolRun.Shell(
            "eval \"$SCRIPT\"; COMP_WORDS=($1); [[ $1 == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _forge; printf '%s\\n' \"${COMPREPLY[@]}\"".Replace("$1", "$LINE", StringComparison.Ordinal),
            environment: new Dictionary<string, string?> { ["LINE"] = line, ["SCRIPT"] = Scripts["bash"].Value.Out });
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Bash_offers_tools_commands_options_and_words()
    {
        Assert.Equal([.. Names, "completion", "help", "man", "--help", "--version"], Offered("forge "));
        Assert.Equal(["--weight", "--weight-scale"], Offered("forge-vote --wei"));
        Assert.Equal(["--weight", "--weight-scale"], Offered("forge vote --wei"));
        Assert.Contains("sigmoid", Offered("forge-vote --weight "));
        Assert.Equal(["inspect"], Offered("forge-index ins"));
        Assert.Contains("--registry", Offered("forge index build --"));
        Assert.Equal(["bash", "zsh", "fish"], Offered("forge completion "));
        Assert.Empty(Offered("forge-vote samp")); // a file: left to the shell
    }

    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("zsh", "zsh")]
    [InlineData("fish", "fish")]
    public void Every_option_of_every_tool_is_in_the_script_and_the_shell_takes_it(string shell, string program)
    {
        var script = Scripts[shell].Value;
        Assert.Equal((0, ""), (script.ExitCode, script.Error));
        foreach (var tool in Names)
            foreach (var table in OptionTables.Of("forge-" + tool))
                foreach (var option in table.GetProperty("options").EnumerateArray())
                    Assert.Contains((shell == "fish" ? " -l " : "--") + option.GetProperty("name").GetString(), script.Out, StringComparison.Ordinal);
        if (ToolRun.Shell($"command -v {program}").ExitCode != 0) Assert.Skip($"{program} is not installed");
        var path = Path.GetTempFileName();
        File.WriteAllText(path, script.Out);
        var parsed = ToolRun.Shell($"{program} -n {path}");
        File.Delete(path);
        Assert.Equal((0, ""), (parsed.ExitCode, parsed.Error));
    }

    [Fact]
    public void An_unknown_shell_is_told_which_there_are() =>
        Assert.Equal("forge: completion: expected bash, zsh or fish, found \"tcsh\"; as: source <(forge completion bash)\n", ToolRun.Run("forge", ["completion", "tcsh"]).Error);

    [Fact]
    public void A_manual_page_holds_every_option_and_has_no_stray_requests()
    {
        foreach (var tool in Names)
        {
            var page = ToolRun.Run("forge", ["man", tool]);
            Assert.Equal((0, ""), (page.ExitCode, page.Error));
            Assert.StartsWith($".TH FORGE\\-{tool.ToUpperInvariant()} 1 ", page.Out, StringComparison.Ordinal);
            Assert.All(page.Out.Split('\n').Where(l => l.StartsWith('.')), l => Assert.Matches(@"^\.(TH|SH|TP|B|br|nf|fi|PP)( |$)", l));
            foreach (var table in OptionTables.Of("forge-" + tool))
                foreach (var option in table.GetProperty("options").EnumerateArray())
                    Assert.Contains($"\\fB\\-\\-{option.GetProperty("name").GetString()!.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", page.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_manual_page_is_good_roff()
    {
        if (ToolRun.Shell("command -v mandoc").ExitCode != 0) Assert.Skip("mandoc is not installed");
        Assert.Equal("", ToolRun.Shell("for tool in $TOOLS; do forge man $tool | mandoc -T lint -W warning | grep -v 'missing date'; done; true", environment: new Dictionary<string, string?> { ["TOOLS"] = string.Join(' ', Names) }).Out);
    }
}
