using System.Text;

namespace DataForge.Cli;

/// <summary>Help, from the option table.</summary>
internal static class HelpPage
{
    public static string For(Tool tool)
    {
        var page = new StringBuilder();
        page.Append(tool.Purpose).Append("\n\nusage: ").Append(tool.Name).Append(" [options]");
        foreach (var p in tool.Positionals) page.Append(' ').Append(p.Min == 0 ? $"[{p.Name}{(p.Max > 1 ? " …" : "")}]" : p.Name + (p.Max > 1 ? " …" : ""));
        page.Append("\n\nexample:\n  ").Append(tool.Example.Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
        if (tool.Positionals.Count > 0)
        {
            page.Append("\narguments:\n");
            foreach (var p in tool.Positionals) page.Append("  ").Append(p.Name.PadRight(22)).Append(p.Help).Append('\n');
        }

        page.Append("\noptions:\n");
        foreach (var opt in tool.AllOptions) Line(page, opt);
        page.Append("  ").Append("--help, --version".PadRight(22)).Append("This page; the suite's version.\n");
        page.Append("\nexit codes: 0 ok, 1 a gate failed, 2 could not run, 70 our bug, 130 interrupted\n");
        return page.ToString();
    }

    public static string For(string name, string purpose, IReadOnlyList<Tool> commands)
    {
        var page = new StringBuilder();
        page.Append(purpose).Append("\n\nusage: ").Append(name).Append(" COMMAND [options]\n\ncommands:\n");
        foreach (var command in commands) page.Append("  ").Append(command.Name[(name.Length + 1)..].PadRight(22)).Append(command.Purpose).Append('\n');
        page.Append("\nexample:\n  ").Append(commands[0].Example).Append("\n\nA command's options: ").Append(name).Append(" COMMAND --help\n");
        return page.ToString();
    }

    private static void Line(StringBuilder page, Opt opt)
    {
        var head = (opt.Short is { } letter ? $"-{letter}, " : "") + "--" + opt.Name + (opt.ValueName is null ? "" : " " + opt.ValueName);
        page.Append("  ").Append(head.PadRight(22));
        if (head.Length >= 22) page.Append("\n  ").Append(' ', 22);
        page.Append(opt.Help);
        var facts = string.Join("; ", new[] { opt.Range, opt.DefaultText is { } d ? "default " + d : null }.OfType<string>());
        if (facts.Length > 0) page.Append("\n  ").Append(' ', 22).Append('[').Append(facts).Append(']');
        page.Append('\n');
    }
}
