using System.Globalization;
using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>README.md of a shard set, with the YAML head that dataset hubs read: license, language, size, task, and where each split's files are.</summary>
/// <param name="Title">The set's name.</param>
/// <param name="License">As the user states it; null takes the rows' own.</param>
/// <param name="Schema">Columns of Parquet shards; null for JSON lines.</param>
/// <param name="Seed">Of the shuffle; null when rows keep their order.</param>
public sealed record DatasetCard(string Title, string? License, string Record, RowSchema? Schema, long? Seed, string Tool, string Version, CardFacts Facts, Tally Rejects)
{
    private static readonly (long Below, string Name)[] Sizes =
    [
        (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
        (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"), (10_000_000_000, "1B<n<10B"), (100_000_000_000, "10B<n<100B"), (1_000_000_000_000, "100B<n<1T"),
    ];

    public string Text(IReadOnlyList<ShardFile> shards)
    {
        var card = new StringBuilder("---\n");
        Head(card, shards);
        card.Append("---\n\n# ").Append(Title).Append("\n\n").Append(Record switch
        {
            "sft" => "Mathematical problems with solutions, as conversations for supervised fine-tuning.",
            "problem" => "Mathematical problems.",
            _ => "Records as they came.",
        });
        card.Append("\n\n| split | rows | files | bytes |\n|---|---:|---:|---:|\n");
        foreach (var split in shards.GroupBy(s => s.Split))
            card.Append(CultureInfo.InvariantCulture, $"| {split.Key} | {split.Sum(s => s.Rows):N0} | {split.Count():N0} | {split.Sum(s => s.Bytes):N0} |\n");
        if (Facts.Sources.Count > 0)
        {
            card.Append("\n## Sources\n\n| source | rows |\n|---|---:|\n");
            foreach (var (source, rows) in Facts.Sources.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(30))
                card.Append(CultureInfo.InvariantCulture, $"| {Cell(source)} | {rows:N0} |\n");
            if (Facts.Sources.Count > 30) card.Append(CultureInfo.InvariantCulture, $"| {Facts.Sources.Count - 30:N0} more | {Facts.Sources.Values.OrderDescending().Skip(30).Sum():N0} |\n");
        }

        if (Schema is not null) Columns(card, Schema);
        card.Append("\n## Making\n\nMade by ").Append(Tool).Append(' ').Append(Version).Append(". `manifest.json` lists inputs, settings and the SHA-256 of every file; it is written last, so its presence means that the set is whole.");
        if (Seed is { } seed) card.Append(CultureInfo.InvariantCulture, $" Rows are shuffled with seed {seed}.");
        if (Rejects.Total > 0) card.Append(CultureInfo.InvariantCulture, $" Left out: {Rejects}.");
        if (License is null && Facts.Licenses.Count == 0) card.Append(" No license is stated.");
        else if (License is null) card.Append(CultureInfo.InvariantCulture, $" Licenses stated by rows: {string.Join(", ", Facts.Licenses.Take(30))}.");
        return card.Append('\n').ToString();
    }

    private void Head(StringBuilder card, IReadOnlyList<ShardFile> shards)
    {
        card.Append("pretty_name: ").Append(Yaml(Title)).Append('\n');
        List(card, "license", License is not null ? [License] : [.. Facts.Licenses.Take(30)]);
        List(card, "language", Facts.Languages);
        if (Record is "sft" or "problem") card.Append("task_categories:\n- text-generation\n");
        if (Record is "sft" or "problem") card.Append("tags:\n- math\n- reasoning\n");
        var rows = shards.Sum(s => s.Rows);
        card.Append("size_categories:\n- ").Append(Sizes.FirstOrDefault(s => rows < s.Below, (0, "n>1T")).Name).Append('\n');
        card.Append("configs:\n- config_name: default\n  data_files:\n");
        foreach (var split in shards.GroupBy(s => s.Split))
        {
            var path = split.First().Path;
            var number = path.LastIndexOf("-of-", StringComparison.Ordinal) - 5;
            card.Append("  - split: ").Append(split.Key).Append("\n    path: ").Append(Yaml(path[..number] + "*" + path[path.IndexOf('.', number)..])).Append('\n');
        }
    }

    /// <summary>One value stands alone, several in a list, none not at all.</summary>
    private static void List(StringBuilder card, string key, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0) return;
        card.Append(key).Append(':');
        if (values.Count == 1 && key == "license") card.Append(' ').Append(Yaml(values.First())).Append('\n');
        else card.Append('\n').AppendJoin("", values.Select(v => $"- {Yaml(v)}\n"));
    }

    private static void Columns(StringBuilder card, RowSchema schema)
    {
        card.Append("\n## Columns\n\n| column | type |\n|---|---|\n");
        foreach (var column in schema.Columns) card.Append("| ").Append(column.Name).Append(" | ").Append(column.Type.Words).Append(" |\n");
        card.Append("| extra | JSON text: fields that have no column |\n");
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');

    /// <summary>A plain scalar where YAML reads it as that very text, else quoted.</summary>
    private static string Yaml(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n")
            ? text
            : Encoding.UTF8.GetString(RowEdit.Quote(text));
}
