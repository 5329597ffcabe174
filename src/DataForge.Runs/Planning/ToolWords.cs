namespace DataForge.Runs.Planning;

/// <summary>A tool's arguments, told apart by its own table.</summary>
internal sealed record ToolWords(IReadOnlyList<(string Name, string Value)> Options, IReadOnlyList<string> Rest)
{
    private const string Dashes = "--";

    /// <param name="fault">Told what is wrong.</param>
    public static ToolWords Read(IReadOnlyList<string> words, ToolFacts tool, Action<string> fault)
    {
        var options = new List<(string, string)>();
        var rest = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == Dashes)
            {
                rest.AddRange(words.Skip(i + 1));
                break;
            }

            if (!word.StartsWith(Dashes, StringComparison.Ordinal))
            {
                rest.Add(word);
                continue;
            }

            var at = word.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? word[2..] : word[2..at];
            if (!tool.Options.TryGetValue(name, out var option))
            {
                fault($"{tool.Name}: --{name}: no such option{(Cli.Nearest.To(name, tool.Options.Keys) is { } near ? $"; did you mean --{near}?" : "")}");
                continue;
            }

            if (option.Value is null)
            {
                options.Add((name, "true"));
                continue;
            }

            if (at < 0 && i + 1 == words.Count)
            {
                fault($"{tool.Name}: --{name}: expected a value, {option.Value}");
                continue;
            }

            var value = at >= 0 ? word[(at + 1)..] : words[++i];
            if (option.Expected(value) is { } expected) fault($"{tool.Name}: --{name}: expected {expected}, found \"{value}\"");
            options.Add((name, value));
        }

        return new ToolWords(options, rest);
    }
}
