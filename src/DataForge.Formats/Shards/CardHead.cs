using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>The YAML head of a dataset card, which hubs read: license, language, size, tags, and where each split's files are.</summary>
internal static class CardHead
{
    private static readonly (long Below, string Name)[] Sizes =
    [
        (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
        (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"), (10_000_000_000, "1B<n<10B"), (100_000_000_000, "10B<n<100B"), (1_000_000_000_000, "100B<n<1T"),
    ];

    public static void Write(StringBuilder card, DatasetCard of, IReadOnlyList<ShardFile> shards)
    {
        card.Append("---\npretty_name: ").Append(Yaml(of.Title)).Append('\n');
        List(card, "license", of.License is { } license ? [license] : Known(of.Facts.Licenses, l => HubIdentifiers.License(l) ?? HubIdentifiers.Other));
        List(card, "language", Known(of.Facts.Languages, HubIdentifiers.Language));
        if (of.Record is "sft" or "problem") card.Append("task_categories:\n- text-generation\n");
        string[] tags = [.. of.Record is "sft" or "problem" ? (string[])["math", "reasoning"] : [], .. of.Facts.IsSynthetic ? (string[])["synthetic"] : []];
        List(card, "tags", tags);
        var rows = shards.Sum(s => s.Rows);
        card.Append("size_categories:\n- ").Append(Sizes.FirstOrDefault(s => rows < s.Below, (0, "n>1T")).Name).Append('\n');
        card.Append("configs:\n- config_name: default\n  data_files:\n");
        foreach (var split in shards.GroupBy(s => s.Split))
        {
            var path = split.First().Path;
            var number = path.LastIndexOf("-of-", StringComparison.Ordinal) - 5;
            card.Append("  - split: ").Append(split.Key).Append("\n    path: ").Append(Yaml(path[..number] + "*" + path[path.IndexOf('.', number)..])).Append('\n');
        }

        card.Append("---\n");
    }

    private static string[] Known(IEnumerable<string> texts, Func<string, string?> known) => [.. texts.Select(known).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(30)];

    /// <summary>One value stands alone, several in a list, none not at all.</summary>
    private static void List(StringBuilder card, string key, string[] values)
    {
        if (values.Length == 0) return;
        card.Append(key).Append(':');
        if (values.Length == 1 && key == "license") card.Append(' ').Append(Yaml(values[0])).Append('\n');
        else card.Append('\n').AppendJoin("", values.Select(v => $"- {Yaml(v)}\n"));
    }

    /// <summary>A plain scalar where YAML reads it as that very text, else a quoted one, which cannot end the head.</summary>
    private static string Yaml(string text)
    {
        if (text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n"))
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') quoted.Append('\\').Append((char)rune.Value);
            else if (MarkdownText.Shows(rune) && rune.Value is not (0x2028 or 0x2029)) quoted.Append(rune.ToString());
            else quoted.Append(rune.Value <= 0xFFFF ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
        }

        return quoted.Append('"').ToString();
    }
}
