using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Forge;

/// <summary>The tools that lie beside this one, and what <c>forge</c> itself does: list them, and write completion scripts and manual pages.</summary>
internal static partial class Suite
{
    private const string Prefix = "forge-";

    public static Tool Front { get; } = new(
        "forge", Tool.Description, "forge vote --votes votes.jsonl < samples.jsonl > selected.jsonl", [], Start,
        [
            new Positional("TOOL", 0, 1, "A tool's name with or without forge-, then its own options; or help, man, completion, options; alone, the list."),
            new Positional("NAME", 0, 1, "help TOOL: its help; man TOOL: its manual page; completion bash, zsh or fish."),
        ]);

    /// <summary>Runs a command on runs. Apart, so that what it needs is loaded only then.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task<int> Command(string[] args) => ToolHost.Run(args, "forge", Tool.Description, [.. args is ["--describe"] ? [Front] : Array.Empty<Tool>(), .. Commands.RunCommands.All]);

    /// <summary>A tool's program, or null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        var file = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
        var path = Path.Combine(AppContext.BaseDirectory, file);
        return !file.Contains('/') && File.Exists(path) ? path : null;
    }

    /// <summary>Replaces this process by the tool, so that signals, pipes and the exit code are the tool's own. Returns only on failure.</summary>
    public static int Become(string path, string[] args)
    {
        execv(path, [path, .. args, null]);
        var cause = $"forge: {path} cannot be run: {Marshal.GetLastPInvokeErrorMessage()}";
        Console.Error.WriteLine(cause);
        Core.Completion.Fail(cause);
        return (int)ExitCode.CouldNotRun;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, string?[] arguments);

    /// <summary>The suite's programs by path: this one, then the tools in alphabetical order.</summary>
    public static IEnumerable<string> Programs() => Tools.Select(t => Path.Combine(AppContext.BaseDirectory, t)).Prepend(Path.Combine(AppContext.BaseDirectory, "forge"));

    private static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var name = options.Positionals["TOOL"] is [var first] ? first : null;
        var argument = options.Positionals["NAME"] is [var second] ? second : null;
        var page = (name, argument) switch
        {
            (null, _) or ("help", null) => List(),
            ("completion", _) => Completion(argument),
            ("options", _) => OptionsPage.Render(),
            ("man", null) => throw new ForgeException($"man: expected a tool, as: forge man vote | man -l - ({Names()})"),
            ("man", _) => Manual(argument),
            ("help", _) => throw Unknown(argument),
            _ => throw Unknown(name),
        };
        using var output = StandardStreams.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(page));
        return Task.FromResult(ExitCode.Ok);
    }

    private static IEnumerable<string> Tools => Directory.EnumerateFiles(AppContext.BaseDirectory, Prefix + "*.dll").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    private static string Names() => string.Join(", ", Tools.Select(t => t[Prefix.Length..]));

    private static ForgeException Unknown(string name)
    {
        var word = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        var near = Nearest.To(word, [.. Tools.Select(t => t[Prefix.Length..]), .. Commands.RunCommands.Names, "completion", "help", "man", "options"]);
        return new ForgeException($"no tool is called \"{name}\"{(near is null ? "" : $"; did you mean {near}?")} (tools: {Names()})");
    }

    private static string Purpose(string tool) => FileVersionInfo.GetVersionInfo(Path.Combine(AppContext.BaseDirectory, tool + ".dll")).Comments ?? "";

    /// <summary>A line a tool or command: its name and what it is for.</summary>
    private static string List() => string.Concat(Tools.Select(t => $"{t,-16}{Purpose(t)}\n").Concat(Commands.RunCommands.All.Select(c => $"{c.Name,-16}{c.Purpose}\n")));

    private static string Manual(string tool)
    {
        var path = Find(tool) ?? throw Unknown(tool);
        return ManPage.For(Path.GetFileName(path), Purpose(Path.GetFileName(path)), ToolTable.Of(path));
    }

    private static string Completion(string? shell)
    {
        Func<IReadOnlyList<ToolTable>, string> script = shell switch
        {
            "bash" => BashScript.For,
            "zsh" => ZshScript.For,
            "fish" => FishScript.For,
            _ => throw new ForgeException($"completion: expected bash, zsh or fish{(shell is null ? "" : $", found \"{shell}\"")}; as: source <(forge completion bash)"),
        };
        return script([.. Tools.SelectMany(t => ToolTable.Of(Path.Combine(AppContext.BaseDirectory, t)))]);
    }
}
