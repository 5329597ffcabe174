using System.Text;
using System.Text.Json;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Rows;

/// <summary>forge-rows view: rows to read, a field a line, texts unescaped; control characters stay escapes.</summary>
internal static class ViewTool
{
    private static readonly IntOpt Rows = new("rows", 10, 1, int.MaxValue, "rows", "Rows shown.");
    private static readonly IntOpt MaxChars = new("max-chars", 2000, 1, int.MaxValue, "characters", "Longest value shown; more is cut and said.");

    public static readonly Tool Registration = new("forge-rows view", "Shows rows to read: a field a line, texts with their own line breaks.",
        "forge-rows view --rows 3 shards/data/train-00000-of-00001.parquet | less", [Rows, MaxChars], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        using var output = StandardStreams.OpenOutput();
        var number = 0;
        foreach (var row in p.Inputs.SelectMany(path => RowReader.Open(path, cancel: context.Cancel)).Take(p.Get(Rows)))
        {
            var page = new StringBuilder().Append(number++ == 0 ? "" : "\n").Append($"== {ForgeException.Name(row.Path)}:{row.Line}\n");
            foreach (var name in row.Names.Distinct()) Field(page, name, row.Element(name)!.Value, p.Get(MaxChars));
            output.Write(Encoding.UTF8.GetBytes(page.ToString()));
        }

        if (number == 0) context.Say("no rows came in");
        return Task.FromResult(ExitCode.Ok);
    }

    private static void Field(StringBuilder page, string name, JsonElement value, int most)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        var left = text.Length - most;
        if (left > 0) text = text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
        text = string.Join("\n", text.Split('\n').Select(Printable.Escape));
        page.Append(Printable.Escape(name)).Append(text.Contains('\n', StringComparison.Ordinal) ? ":\n    " + text.Replace("\n", "\n    ", StringComparison.Ordinal) : ": " + text).Append(left > 0 ? $" … ({left:N0} more)" : "").Append('\n');
    }
}
