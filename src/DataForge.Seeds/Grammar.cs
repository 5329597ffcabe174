namespace DataForge.Seeds;

/// <summary>Reads template files.</summary>
/// <remarks>
/// <c>list name A B C</c> gives words to every hole called name, name2, …; a block starts with <c>== id | skill | held</c> (evolutions: <c>== id | kind | language</c>) and has lines
/// <c>draw</c> (numbers, see <see cref="NumberDraw"/>), <c>need</c> (a condition), <c>let</c> (a number that follows), <c>say</c> (the facts), <c>ask</c> (the question), <c>topic</c> (what is asked, as a noun),
/// and <c>step</c> or <c>step? condition : text</c>. A number that is drawn and not said only shapes the others, and no step may use it.
/// </remarks>
internal static class Grammar
{
    public static IReadOnlyList<Template> Read(string text, string language)
    {
        var words = new Dictionary<string, string[]>();
        var templates = new List<Template>();
        List<string>? block = null;
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.StartsWith("list ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                words.Add(parts[1], parts[2..]);
            }
            else if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                if (block is not null) templates.Add(Block(block, language, words));
                block = [line[3..]];
            }
            else
            {
                (block ?? throw new FormatException($"\"{line}\" stands before the first block")).Add(line);
            }
        }

        if (block is not null) templates.Add(Block(block, language, words));
        return templates;
    }

    private static Template Block(List<string> lines, string language, Dictionary<string, string[]> words)
    {
        var head = lines[0].Split('|', StringSplitOptions.TrimEntries);
        var held = head.Length > 2 && head[2] == "held";
        var rest = lines.Skip(1).Select(l => (Key: l.Split(' ')[0], Value: l[l.IndexOf(' ', StringComparison.Ordinal)..].Trim())).ToList();
        IEnumerable<string> All(string key) => rest.Where(l => l.Key == key).Select(l => l.Value);
        return new Template(head[0], head[1], head.Length > 2 && !held ? head[2] : language, held,
            [.. All("draw").SelectMany(d => d.Split(',')).Select(d => new NumberDraw(d))],
            [.. All("need").Select(Expression.Parse)],
            [.. All("let").Select(l => l.Split('=', 2)).Select(p => (p[0].Trim(), Expression.Parse(p[1])))],
            new TemplateText(All("say").Single()),
            All("ask").SingleOrDefault() is { } ask ? new TemplateText(ask) : null,
            All("topic").SingleOrDefault() is { } topic ? new TemplateText(topic) : null,
            [.. rest.Where(l => l.Key.StartsWith("step", StringComparison.Ordinal)).Select(l => Step(l.Key, l.Value))],
            words);
    }

    private static TemplateStep Step(string key, string value)
    {
        if (key == "step") return new TemplateStep(null, new TemplateText(value));
        var parts = value.Split(" : ", 2);
        return new TemplateStep(Expression.Parse(parts[0]), new TemplateText(parts[1]));
    }
}
