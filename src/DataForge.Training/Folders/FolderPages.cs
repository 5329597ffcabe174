using System.Globalization;
using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>Pages and lists of a training folder. What rows brought in (sources, models, licenses) is foreign text and is escaped.</summary>
internal static class FolderPages
{
    private const int MostListed = 30;

    /// <summary>columns.json: what check.py holds each row against.</summary>
    public static string Columns(FolderFacts facts) => FolderTemplate.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("trainer", facts.Trainer.Name);
        w.WriteString("task", facts.Task.Name());
        if (facts.Task == TrainingTask.Reinforcement) w.WriteString("gold", facts.Trainer.GoldColumn);
        w.WriteNumber("max_row_tokens", facts.Bound);
        w.WriteStartArray("columns");
        foreach (var column in facts.Trainer.Columns(facts.Task))
        {
            w.WriteStartObject();
            w.WriteString("name", column.Name);
            w.WriteString("kind", column.Kind);
            w.WriteBoolean("required", column.IsRequired);
            if (column.Ends is not null) w.WriteString("ends_with", column.Ends);
            if (column.Members is { } members)
            {
                w.WriteStartArray("members");
                foreach (var member in members) w.WriteStringValue(member);
                w.WriteEndArray();
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    });

    public static string Manifest(FolderFacts facts, TrainingFolderSettings settings, IReadOnlyList<FolderEntry> files) => FolderTemplate.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("format", TrainingFolder.Format);
        w.WriteString("tool", settings.Tool);
        w.WriteString("version", settings.Version);
        w.WriteString("trainer", facts.Trainer.Name);
        w.WriteString("task", facts.Task.Name());
        w.WriteString("base_model", facts.Base);
        w.WriteStartObject("rows");
        w.WriteNumber("written", facts.Rows("train") + facts.Rows("val"));
        w.WriteNumber("train", facts.Rows("train"));
        w.WriteNumber("val", facts.Rows("val"));
        w.WriteEndObject();
        w.WriteStartObject("tokens");
        w.WriteString("counted_by", facts.Unit);
        Lengths(w, "row", facts.Lengths.Row);
        Lengths(w, "prompt", facts.Lengths.Prompt);
        Lengths(w, "reply", facts.Lengths.Reply);
        w.WriteEndObject();
        w.WriteStartObject("configured");
        w.WriteNumber("max_length", facts.MaxLength);
        w.WriteNumber("max_prompt", facts.MaxPrompt);
        w.WriteNumber("max_completion", facts.MaxCompletion);
        w.WriteEndObject();
        w.WriteStartObject("settings");
        foreach (var (name, value) in settings.Settings) w.WriteString(name, value);
        w.WriteEndObject();
        w.WriteStartArray("data");
        foreach (var shard in facts.Shards)
        {
            w.WriteStartObject();
            w.WriteString("path", shard.Path);
            w.WriteString("split", shard.Split);
            w.WriteNumber("rows", shard.Rows);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("files");
        foreach (var file in files)
        {
            w.WriteStartObject();
            w.WriteString("path", file.Path);
            w.WriteNumber("bytes", file.Bytes);
            w.WriteString("sha256", file.Sha256);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    });

    private static void Lengths(Utf8JsonWriter w, string name, TokenLengths lengths)
    {
        w.WriteStartObject(name);
        w.WriteNumber("p50", lengths.At(0.5));
        w.WriteNumber("p99", lengths.At(0.99));
        w.WriteNumber("p99.9", lengths.At(0.999));
        w.WriteNumber("longest", lengths.Longest);
        w.WriteEndObject();
    }

    /// <summary>CHECK.md: what was checked when the folder was made.</summary>
    public static string Check(FolderFacts facts, IReadOnlyDictionary<string, long> sources, IReadOnlyList<string> rendered)
    {
        var page = new StringBuilder("# Check\n\nMade with the folder; `./check.sh` checks it again from the files.\n\n| | |\n|---|---:|\n");
        Line(page, "train rows", facts.Rows("train"));
        Line(page, "val rows", facts.Rows("val"));
        var what = facts.Task == TrainingTask.Reinforcement ? "prompt" : "row";
        Line(page, $"longest {what}, tokens ({facts.Unit})", facts.Bounded.Longest);
        Line(page, $"99.9 % of {what}s at most, tokens", facts.Bounded.At(0.999));
        Line(page, "configured length, tokens", facts.Bound);
        Line(page, "rows above it", 0);
        if (facts.Task == TrainingTask.Reinforcement) Line(page, "rows whose gold answer equals itself by our grader", facts.Rows("train") + facts.Rows("val"));
        page.Append("\nColumns are checked against the table recorded for this trainer (`columns.json`). The trainer's own loader did not run.\n\n## Sources\n\n| source | rows | share |\n|---|---:|---:|\n");
        var all = Math.Max(1, sources.Values.Sum());
        foreach (var (source, rows) in sources.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(MostListed))
            page.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Inline(source)} | {rows:N0} | {(double)rows / all:0.0000} |\n");
        page.Append("\n## Rows as the trainer gets them\n");
        foreach (var row in rendered) page.Append("\n```json\n").Append(row).Append("\n```\n");
        return page.ToString();
    }

    private static void Line(StringBuilder page, string name, long value) => page.Append(CultureInfo.InvariantCulture, $"| {name} | {value:N0} |\n");

    /// <summary>README.md, the folder's card.</summary>
    public static string Card(FolderFacts facts, TrainingFolderSettings settings, IReadOnlyDictionary<string, long> sources, IReadOnlyDictionary<string, long> models, IReadOnlyDictionary<string, long> licenses)
    {
        var page = new StringBuilder("---\nconfigs:\n- config_name: default\n  data_files:\n");
        foreach (var split in facts.Shards.Where(s => s.Rows > 0).GroupBy(s => s.Split))
            page.Append(CultureInfo.InvariantCulture, $"  - split: {(split.Key == "val" ? "validation" : split.Key)}\n    path: data/{split.Key}-*{Path.GetFileName(split.First().Path)[Path.GetFileName(split.First().Path).IndexOf('.', StringComparison.Ordinal)..]}\n");
        page.Append("---\n\n# ").Append(Title(facts)).Append(CultureInfo.InvariantCulture, $"\n\n{Quantity.Of(facts.Rows("train"), "row")} to train {MarkdownText.Inline(facts.Base)}, {Quantity.Of(facts.Rows("val"), "row")} to validate; no problem of the one split, nor a related one, is in the other.\n\n");
        page.Append("```sh\npip install -r requirements.txt\n./check.sh   # files, counts, columns, lengths, gold answers\n./train.sh\n```\n\n");
        page.Append("Versions in `requirements.txt` are those whose loaders' columns were read; nothing of this folder was run with them when it was made.\n");
        if (facts.Task == TrainingTask.Reinforcement)
            page.Append("\nThe reward is σ(0.5 · r_m) + (r_v − 1) (Qwen2.5-Math, arXiv:2409.12122, section 3.2.2): r_v from the suite's grader, which `train.sh` starts; r_m from the server that `FORGE_RM_URL` names, 0 without one. Both parts are logged.\n");
        if (facts.Task == TrainingTask.RewardModel)
            page.Append("\n`weight` is 1 / (k (n − k)) for a problem with k right of n replies: the report's listwise loss is the weighted sum over all its pairs. This trainer does not read it: without it, problems with many pairs weigh more. One pair a problem evens that out.\n");
        Table(page, "Sources", "source", sources);
        if (models.Count > 0) Table(page, "Models", "model", models);
        Table(page, "Licenses", "license", licenses);
        page.Append("\n`lineage.jsonl` has a line for every row: problem, samples, models, gold answer, tokens. Made by ").Append(settings.Tool).Append(' ').Append(settings.Version).Append(".\n");
        return page.ToString();
    }

    private static string Title(FolderFacts facts) => facts.Task switch
    {
        TrainingTask.Sft => "Supervised fine-tuning",
        TrainingTask.RewardModel => "A reward model",
        TrainingTask.Dpo => "Direct preference optimization",
        TrainingTask.Reinforcement => "Reinforcement learning",
        _ => "A process reward model",
    } + " with " + facts.Trainer.Name;

    private static void Table(StringBuilder page, string title, string column, IReadOnlyDictionary<string, long> counts)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| {column} | rows |\n|---|---:|\n");
        foreach (var (name, rows) in counts.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(MostListed))
            page.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Inline(name)} | {rows:N0} |\n");
    }
}
