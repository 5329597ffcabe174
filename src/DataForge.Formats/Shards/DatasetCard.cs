using System.Globalization;
using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>README.md of a shard set: a head that hubs read, and for people what the rows are, who made them, what they were checked against and what was left out.</summary>
/// <param name="Title">The set's name.</param>
/// <param name="License">A hub identifier as the user states it; null takes the rows' own.</param>
/// <param name="Schema">Columns of Parquet shards; null for JSON lines, or until they are known.</param>
/// <param name="Seed">Of the shuffle; null when rows keep their order.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Decontamination">What forge-decontam reported; null where the user gave no report.</param>
/// <remarks>Titles, sources, licenses and model names are foreign text: they go through <see cref="MarkdownText"/>, and the example through JSON escapes.</remarks>
public sealed record DatasetCard(
    string Title, string? License, string Record, RowSchema? Schema, long? Seed, string Tool, string Version, CardFacts Facts, Tally Rejects, long Read, DecontaminationReport? Decontamination)
{
    private const int MostListed = 30;

    public string Text(IReadOnlyList<ShardFile> shards)
    {
        var card = new StringBuilder();
        CardHead.Write(card, this, shards);
        card.Append("\n# ").Append(MarkdownText.Inline(Title)).Append("\n\n").Append(Record switch
        {
            "sft" => "Mathematical problems with solutions, as conversations for supervised fine-tuning.",
            "problem" => "Mathematical problems.",
            _ => "Records as they came.",
        });
        card.Append("\n\n| split | rows | files | bytes |\n|---|---:|---:|---:|\n");
        foreach (var split in shards.GroupBy(s => s.Split))
            card.Append(CultureInfo.InvariantCulture, $"| {split.Key} | {split.Sum(s => s.Rows):N0} | {split.Count():N0} | {split.Sum(s => s.Bytes):N0} |\n");
        card.Append("\n```python\nfrom datasets import load_dataset\n\ndataset = load_dataset(\"path/to/this/folder\", split=\"").Append(shards.Count > 0 ? shards[0].Split : "train").Append("\")\n```\n");
        if (Facts.Example is { } example) card.Append("\n## Example\n\n```json\n").Append(CardExample.Of(example)).Append("\n```\n");
        if (Schema is not null) Columns(card, Schema);
        Sources(card);
        Classes(card);
        Models(card);
        Yield(card);
        Checked(card);
        Making(card);
        Limits(card);
        return card.ToString();
    }

    private void Sources(StringBuilder card)
    {
        if (Facts.Sources.Count == 0) return;
        card.Append("\n## Sources\n\n| source | rows |\n|---|---:|\n");
        foreach (var (source, rows) in Facts.Sources.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(MostListed))
            card.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Inline(source)} | {rows:N0} |\n");
        if (Facts.Sources.Count > MostListed) card.Append(CultureInfo.InvariantCulture, $"| {Facts.Sources.Count - MostListed:N0} more | {Facts.Sources.Values.OrderDescending().Skip(MostListed).Sum():N0} |\n");
    }

    private void Classes(StringBuilder card)
    {
        if (Facts.Classes.Count == 0) return;
        card.Append("\n## Source classes\n\n| class | language | rows |\n|---|---|---:|\n");
        foreach (var ((kind, language), rows) in Facts.Classes.Take(MostListed))
            card.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Inline(kind)} | {MarkdownText.Inline(language)} | {rows:N0} |\n");
    }

    private void Models(StringBuilder card)
    {
        if (Facts.Models.Count == 0) return;
        card.Append("\n## Models\n\n| part | model | revision | rows |\n|---|---|---|---:|\n");
        foreach (var (part, rows) in Facts.Models.Take(MostListed))
            card.Append(CultureInfo.InvariantCulture, $"| {part.Role} | {MarkdownText.Inline(part.Name)} | {MarkdownText.Inline(part.Revision)} | {rows:N0} |\n");
        if (Facts.Models.Count > MostListed) card.Append(CultureInfo.InvariantCulture, $"\n{Facts.Models.Count - MostListed:N0} more.\n");
    }

    private void Yield(StringBuilder card)
    {
        card.Append(CultureInfo.InvariantCulture, $"\n## Yield\n\nOf {Quantity.Of(Read, "row")} read, {Facts.Rows:N0} are in the set.");
        if (Rejects.Total == 0)
        {
            card.Append('\n');
            return;
        }

        card.Append("\n\n| left out | rows |\n|---|---:|\n");
        foreach (var (reason, count) in Rejects.Counts) card.Append(CultureInfo.InvariantCulture, $"| {reason} | {count:N0} |\n");
    }

    private void Checked(StringBuilder card)
    {
        card.Append("\n## Decontamination\n\n");
        if (Facts.Indexes.Count == 0 && Decontamination is null)
        {
            card.Append("Not stated: no row says that it was checked against a benchmark.\n");
            return;
        }

        foreach (var (part, rows) in Facts.Indexes.Take(MostListed))
            card.Append(CultureInfo.InvariantCulture, $"{rows:N0} of {Facts.Rows:N0} rows were checked against the benchmark index `{Hex(part.Name)}`.\n");
        if (Decontamination is not { } report) return;
        card.Append(CultureInfo.InvariantCulture, $"\nThe check with index `{Hex(report.Index)}` read {Quantity.Of(report.Rows, "row")}, dropped {report.Dropped:N0} and flagged {report.Flagged:N0}. ");
        card.Append("Rules that drop: ").AppendJoin(", ", report.Drop.Select(r => MarkdownText.Inline(r))).Append("; that flag: ").AppendJoin(", ", report.Flag.Select(r => MarkdownText.Inline(r)));
        card.Append(". Benchmarks: ").AppendJoin(", ", report.Benchmarks.Take(MostListed).Select(b => MarkdownText.Inline(b))).Append(report.Benchmarks.Count > MostListed ? ", ….\n" : ".\n");
    }

    /// <summary>A hash as it may stand between backticks.</summary>
    private static string Hex(string hash) => string.Concat(hash.Take(256).Where(c => char.IsAsciiHexDigit(c) || c == '+'));

    private void Making(StringBuilder card)
    {
        card.Append("\n## Making\n\nMade by ").Append(Tool).Append(' ').Append(Version).Append(". `manifest.json` lists inputs, settings and the SHA-256 of every file; it is written last, so its presence means that the set is whole.");
        if (Seed is { } seed) card.Append(CultureInfo.InvariantCulture, $" Rows are shuffled with seed {seed}.");
        if (License is null && Facts.Licenses.Count == 0) card.Append(" No license is stated.");
        else if (License is null) card.Append(" Licenses stated by rows: ").AppendJoin(", ", Facts.Licenses.Take(MostListed).Select(l => MarkdownText.Inline(l))).Append('.');
        card.Append('\n');
    }

    private void Limits(StringBuilder card)
    {
        card.Append("\n## Limitations\n\n");
        if (Facts.IsSynthetic) card.Append("- Models or templates wrote problems or solutions of this set; steps may be wrong even where the answer is right.\n");
        if (Record != "is") card.Append("- `answer_source` tells a gold answer (`gold`) from one that a vote chose (`majority`, `weighted`) or a single sample gave (`predicted`); only the first is known to be right.\n");
        card.Append("- The decontamination is lexical: it finds copies and edited copies of benchmark items and not paraphrases, and only of the benchmarks in its index.\n");
    }

    private static void Columns(StringBuilder card, RowSchema schema)
    {
        card.Append("\n## Columns\n\n| column | type |\n|---|---|\n");
        foreach (var column in schema.Columns) card.Append("| ").Append(MarkdownText.Inline(column.Name)).Append(" | ").Append(MarkdownText.Inline(column.Type.Words)).Append(" |\n");
        if (schema.JsonText.Count > 0) card.Append("\nWhere values have no type in common they are kept as JSON text.\n");
    }
}
