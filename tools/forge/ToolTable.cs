using System.Diagnostics;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Tools.Forge;

/// <summary>An option as a tool describes it.</summary>
/// <param name="Value">What stands for its value; null for a flag.</param>
/// <param name="Short">The one-letter form, null where there is none.</param>
internal sealed record OptionEntry(string Name, string? Value, string? Short, string? Range, string? Default, string Help)
{
    /// <summary>The words it takes, where it takes only a few.</summary>
    public IReadOnlyList<string> Choices => Value is { } v && v.Contains('|', StringComparison.Ordinal) ? v.Split('|') : [];

    /// <summary>Its value is a path.</summary>
    public bool TakesPath => Value is "FILE" or "DIR" or "FOLDER" or "MODEL";
}

/// <summary>One tool, or one command of a tool, as its own option table says: <c>forge-vote</c>, <c>forge-model import</c>.</summary>
internal sealed record ToolTable(string Name, string Purpose, string Example, IReadOnlyList<(string Name, bool Optional, string Help)> Arguments, IReadOnlyList<OptionEntry> Options)
{
    /// <summary>The program: the name's first word.</summary>
    public string Program => Name.Split(' ')[0];

    /// <summary>The command, null for a tool that has none.</summary>
    public string? Command => Name.Split(' ') is [_, var command] ? command : null;

    /// <summary>Runs a tool with <c>--describe</c>.</summary>
    /// <exception cref="ForgeException">The tool cannot be run.</exception>
    public static IReadOnlyList<ToolTable> Of(string program)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        start.ArgumentList.Add("--describe");
        try
        {
            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return [.. lines.Select(Read)];
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or JsonException)
        {
            throw new ForgeException($"{program}: does not describe itself: {e.Message}", e);
        }
    }

    private static ToolTable Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var table = document.RootElement;
        string Text(string name) => table.GetProperty(name).GetString()!;
        return new ToolTable(
            Text("name"), Text("purpose"), Text("example"),
            [.. table.GetProperty("arguments").EnumerateArray().Select(a => (a.GetProperty("name").GetString()!, a.GetProperty("min").GetInt32() == 0, a.GetProperty("help").GetString()!))],
            [.. table.GetProperty("options").EnumerateArray().Select(o => new OptionEntry(
                o.GetProperty("name").GetString()!, o.GetProperty("value").GetString(), o.GetProperty("short").GetString(), o.GetProperty("range").GetString(), o.GetProperty("default").GetString(), o.GetProperty("help").GetString()!))]);
    }
}
