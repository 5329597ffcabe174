using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>Counts what a part has written, from its files alone, so that other people's programs are counted as ours are.</summary>
internal static class ShardTally
{
    private const int Bins = 10;

    /// <param name="inputs">Files that the part has read.</param>
    /// <exception cref="ForgeException">The output holds what is no row.</exception>
    public static ShardFigures Of(PlannedStage stage, int shard, WorkFolder work, IReadOnlyList<string> inputs, CancellationToken cancel)
    {
        var output = work.Output(stage, shard);
        var (rules, byKind) = Rules(work.Rejects(stage, shard), cancel);
        var figures = new ShardFigures { Rejects = rules, KindRejects = byKind };
        if (stage.Output == OutputKind.Rows) figures = Rows(output, figures, cancel);
        else if (stage.Output == OutputKind.Folder) figures = Folder(output, figures);
        if (Summary(work.Summary(stage, shard)) is not { } summary) return figures with { RowsIn = CountRows(inputs, cancel) };
        var (tokens, calls) = (summary.GetProperty("tokens"), summary.GetProperty("calls"));
        return figures with
        {
            RowsIn = summary.GetProperty("rows_in").GetInt64(),
            TokensIn = tokens.GetProperty("input").GetInt64(),
            TokensOut = tokens.GetProperty("generated").GetInt64(),
            Calls = calls.GetProperty("made").GetInt64(),
            CallsKept = calls.GetProperty("kept").GetInt64(),
            Failures = summary.GetProperty("failures").GetInt64(),
        };
    }

    public static long CountRows(IReadOnlyList<string> files, CancellationToken cancel) =>
        files.Sum(f => LineCount.Of([f]) ?? RowReader.Open(f, cancel: cancel).LongCount());

    private static JsonElement? Summary(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: expected a run's summary: {e.Message}", e);
        }
    }

    private static (SortedDictionary<string, long> Rules, SortedDictionary<string, long> ByKind) Rules(string path, CancellationToken cancel)
    {
        SortedDictionary<string, long> rules = new(StringComparer.Ordinal), byKind = new(StringComparer.Ordinal);
        if (!File.Exists(path)) return (rules, byKind);
        foreach (var row in RowReader.Open(path, cancel: cancel))
        {
            var rule = row.Element("reject") is { ValueKind: JsonValueKind.Object } reject && reject.TryGetProperty("rule", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
            rules[rule] = rules.GetValueOrDefault(rule) + 1;
            if (Word(row, "evolution") is { Length: > 0 } kind) byKind[$"{rule} {kind}"] = byKind.GetValueOrDefault($"{rule} {kind}") + 1;
        }

        return (rules, byKind);
    }

    private static ShardFigures Folder(string path, ShardFigures figures)
    {
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).ToList();
        long rows = 0;
        if (Path.Combine(path, "manifest.json") is var manifest && File.Exists(manifest))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            if (document.RootElement.TryGetProperty("rows", out var counts) && counts.ValueKind == JsonValueKind.Object && counts.TryGetProperty("written", out var written) && written.TryGetInt64(out var n)) rows = n;
        }

        return figures with { RowsOut = rows, Bytes = files.Sum(f => new FileInfo(f).Length), Files = files.Count(f => Path.GetExtension(f) is ".parquet" or ".jsonl" or ".gz" or ".zst") };
    }

    private static ShardFigures Rows(string path, ShardFigures figures, CancellationToken cancel)
    {
        var kinds = new SortedDictionary<string, KindFigures>(StringComparer.Ordinal);
        long[]? votes = null, scores = null;
        long rows = 0;
        foreach (var row in RowReader.Open(path, cancel: cancel))
        {
            rows++;
            var right = Flag(row, "is_correct");
            var kind = new KindFigures(1, row.HasValue("expected_answer") ? 1 : 0, right is null ? 0 : 1, right == true ? 1 : 0);
            var name = Word(row, "evolution");
            kinds[name] = kinds.TryGetValue(name, out var before) ? before.Plus(kind) : kind;
            Count(ref votes, Number(row, "vote_share"));
            Count(ref scores, Number(row, "reward_model_score") is { } score ? 1 / (1 + Math.Exp(-score)) : null);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return figures with { RowsOut = rows, Bytes = file.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)), Kinds = kinds, Votes = votes, Scores = scores };
    }

    private static void Count(ref long[]? bins, double? value)
    {
        if (value is not { } v || double.IsNaN(v)) return;
        (bins ??= new long[Bins])[Math.Clamp((int)(v * Bins), 0, Bins - 1)]++;
    }

    private static bool? Flag(Row row, string name) => row.Raw(name) switch { [(byte)'t', ..] => true, [(byte)'f', ..] => false, _ => null };

    private static string Word(Row row, string name) => row.PlainText(name) is { Length: <= 100 } text ? text : "";

    private static double? Number(Row row, string name) => double.TryParse(row.Raw(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
