using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Tools.Forge;

/// <summary>All tools' option tables as one Markdown page: docs/options.md.</summary>
internal static class OptionsPage
{
    /// <summary>Asks every tool beside this one for its table and writes the page.</summary>
    /// <exception cref="ForgeException">A tool does not run.</exception>
    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("# Options\n\nMade by `make docs` (`forge options`) from each tool's option table; a test compares them. ");
        page.Append("Every tool also takes `--help` and `--version`.\n\n");
        foreach (var tool in Suite.Programs())
            foreach (var line in Describe(tool).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Append(page, JsonDocument.Parse(line).RootElement);
        return page.ToString().TrimEnd() + "\n";
    }

    private static string Describe(string tool)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, ["--describe"]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new ForgeException($"{tool} --describe ended with {process.ExitCode}");
    }

    private static void Append(StringBuilder page, JsonElement table)
    {
        page.Append($"## {Text(table, "name")}\n\n{Text(table, "purpose")}\n\n```\n{Text(table, "example")}\n```\n\n");
        var arguments = table.GetProperty("arguments");
        foreach (var argument in arguments.EnumerateArray())
            page.Append($"- `{Text(argument, "name")}`{(argument.GetProperty("min").GetInt32() == 0 ? " (optional)" : "")}: {Text(argument, "help")}\n");
        if (arguments.GetArrayLength() > 0) page.Append('\n');
        page.Append("| option | meaning | range | default |\n|---|---|---|---|\n");
        foreach (var option in table.GetProperty("options").EnumerateArray())
        {
            var value = Text(option, "value") is { } v ? " " + Cell(v) : "";
            var fallback = Text(option, "default") is { } d ? $"`{Cell(d)}`" : "";
            page.Append($"| `--{Text(option, "name")}{value}` | {Cell(Text(option, "help"))} | {Cell(Text(option, "range"))} | {fallback} |\n");
        }

        page.Append('\n');
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name) is var value && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
