using System.Text;
using DataForge.Cli;

namespace DataForge.Tools.Forge;

/// <summary>A tool's manual page in roff, from its option table: <c>forge man vote | man -l -</c>.</summary>
internal static class ManPage
{
    /// <param name="tables">The tool, or its commands.</param>
    public static string For(string name, string purpose, IReadOnlyList<ToolTable> tables)
    {
        var page = new StringBuilder();
        page.Append($".TH {Upper(name)} 1 \"\" \"DataForge {Text(Tool.Version.Split('+')[0])}\" \"DataForge\"\n.SH NAME\n{Text(name)} \\- {Text(purpose)}\n.SH SYNOPSIS\n");
        foreach (var (i, table) in tables.Index())
        {
            if (i > 0) page.Append(".br\n");
            page.Append($".B {Text(table.Name)}\n[\\fIoptions\\fR]");
            foreach (var (argument, optional, _) in table.Arguments) page.Append(optional ? $" [\\fI{Text(argument)}\\fR]" : $" \\fI{Text(argument)}\\fR");
            page.Append('\n');
        }

        foreach (var table in tables) Options(page, table, tables.Count > 1);
        page.Append(".SH EXIT STATUS\n.TP\n0\nRan; every gate held.\n.TP\n1\nRan to the end; a gate failed.\n.TP\n2\nCould not run: a flag, an input, an endpoint; the message says what to change.\n.TP\n70\nA bug in the tool.\n.TP\n130\nInterrupted; only .part files remain.\n");
        return page.ToString();
    }

    private static void Options(StringBuilder page, ToolTable table, bool several)
    {
        page.Append($".SH {(several ? Upper(table.Command ?? table.Name) : "DESCRIPTION")}\n{Text(table.Purpose)}\n");
        foreach (var (argument, _, help) in table.Arguments) page.Append($".TP\n\\fI{Text(argument)}\\fR\n{Text(help)}\n");
        if (!several) page.Append(".SH OPTIONS\n");
        foreach (var option in table.Options)
        {
            page.Append($".TP\n{(option.Short is { } letter ? $"\\fB\\-{letter}\\fR, " : "")}\\fB\\-\\-{Text(option.Name)}\\fR{(option.Value is { } value ? $" \\fI{Text(value).Replace("|", "|\\:", StringComparison.Ordinal)}\\fR" : "")}\n{Text(option.Help)}\n");
            var facts = string.Join("; ", new[] { option.Range, option.Default is { } d ? "default " + d : null }.OfType<string>());
            if (facts.Length > 0) page.Append($".br\n[{Text(facts)}]\n");
        }

        page.Append($"{(several ? ".PP" : ".SH EXAMPLE")}\n.nf\n{Text(table.Example)}\n.fi\n");
    }

    private static string Upper(string name) => Text(name.ToUpperInvariant());

    /// <summary>Text as roff: no character of it is a request or an escape.</summary>
    private static string Text(string text)
    {
        var safe = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("…", "...", StringComparison.Ordinal);
        return string.Join('\n', safe.Split('\n').Select(line => line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line));
    }
}
