using System.Text;

namespace DataForge.Tools.Forge;

/// <summary>Completion for fish, with each option's help beside it.</summary>
internal static class FishScript
{
    public static string For(IReadOnlyList<ToolTable> tables)
    {
        var page = new StringBuilder("# DataForge completion for fish; load it with: forge completion fish | source\n");
        foreach (var group in tables.GroupBy(t => t.Program))
        {
            var (program, tool) = (group.Key, group.Key["forge-".Length..]);
            page.Append($"complete -c forge -n __fish_use_subcommand -f -a {tool} -d {Quote(group.First().Command is null ? group.First().Purpose : string.Join(", ", group.Select(t => t.Command)))}\n");
            foreach (var table in group)
            {
                if (table.Command is { } command)
                {
                    page.Append($"complete -c {program} -n __fish_use_subcommand -f -a {command} -d {Quote(table.Purpose)}\n");
                    page.Append($"complete -c forge -n '__fish_seen_subcommand_from {tool}' -f -a {command} -d {Quote(table.Purpose)}\n");
                }

                var own = table.Command is null ? "" : $" -n '__fish_seen_subcommand_from {table.Command}'";
                var front = $" -n '__fish_seen_subcommand_from {tool}{(table.Command is null ? "" : $"; and __fish_seen_subcommand_from {table.Command}")}'";
                foreach (var option in table.Options)
                {
                    page.Append($"complete -c {program}{own}{Spec(option)}\n");
                    page.Append($"complete -c forge{front}{Spec(option)}\n");
                }
            }
        }

        page.Append("complete -c forge -n __fish_use_subcommand -f -a 'completion help man'\n");
        return page.Append("complete -c forge -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n").ToString();
    }

    private static string Spec(OptionEntry option)
    {
        var value = option.Value is null ? "" : option.Choices.Count > 0 ? $" -x -a {Quote(string.Join(' ', option.Choices))}" : option.TakesPath ? " -r" : " -x";
        return $" -l {option.Name}{(option.Short is { } letter ? " -s " + letter : "")}{value} -d {Quote(option.Help)}";
    }

    private static string Quote(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
