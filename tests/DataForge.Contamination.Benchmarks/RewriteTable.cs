using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using DataForge.Contamination;
using DataForge.Core;

/// <summary>Plants items of four benchmarks, rewritten in every kind, in prose and prints what is found of them, as a Markdown table.</summary>
internal static class RewriteTable
{
    private const long Seed = 20261128;
    private const int ItemsEach = 200;

    private static readonly (string Name, string File, string Fields)[] Sets =
    [
        ("gsm8k", "gsm8k/test.jsonl.gz", "question"), ("math", "math/test.jsonl.gz", "problem"), ("cmath", "qwen25-math/cmath/test.jsonl", "question"), ("gaokao-math-qa", "qwen25-math/gaokao_math_qa/test.jsonl", "question"),
    ];

    /// <param name="data">Folder with the benchmark files and OpenStax's modules, which are the prose.</param>
    /// <param name="index">An index that holds the four benchmarks.</param>
    /// <param name="show">A kind whose missed plants are printed instead; null for the table.</param>
    public static int Measure(string data, string index, string? show)
    {
        var scanner = new Scanner(ContaminationIndex.Open(index));
        var hosts = Hosts(Path.Combine(data, "openstax-college-algebra/modules.jsonl.gz"));
        var items = Sets.SelectMany(s => Draw(s.Name, BenchmarkFile.Read(s.Name, s.File, Bytes(Path.Combine(data, s.File)), FieldMap.Parse(s.Fields)).Items)).ToList();
        if (show is null) Console.WriteLine($"Seed {Seed}, {items.Count} items, {Rewrites.All.Count} kinds.\n\n| group | kind | plants | dropped | flagged | found | 13-gram and LCS > 0.6 | 12-gram |\n|---|---|--:|--:|--:|--:|--:|--:|");
        var shares = new List<(double Dropped, double Found, double Thirteen, double Twelve)>();
        foreach (var (group, name, apply) in Rewrites.All)
        {
            if (show is not null && show != name) continue;
            int planted = 0, dropped = 0, flagged = 0, thirteen = 0, twelve = 0;
            foreach (var (benchmark, id, text) in items)
            {
                var random = CounterRandom.For(Seed, name, benchmark + id);
                if (apply(text, random.Fork(1)) is not { } leak) continue;
                planted++;
                var host = hosts[random.Below(0, hosts.Count)];
                var document = $"{host.Before}\n\n{leak}\n\n{host.After}";
                var hits = scanner.Scan(document).Where(h => h.Benchmark == benchmark && h.Item == id).ToList();
                if (hits.Any(h => h.Action == HitAction.Drop)) dropped++;
                else if (hits.Count > 0) flagged++;
                else if (show is not null) Console.WriteLine($"== {benchmark} {id}\n{text}\n-- \n{leak}");
                if (show is not null) continue;
                if (PlainRules.ThirteenAndLcs(text, document)) thirteen++;
                if (PlainRules.Twelve(text, document)) twelve++;
            }

            if (show is not null || planted == 0) continue;
            shares.Add(((double)dropped / planted, (double)(dropped + flagged) / planted, (double)thirteen / planted, (double)twelve / planted));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {group} | {name} | {planted} | {dropped} | {flagged} | {shares[^1].Found:0.000} | {shares[^1].Thirteen:0.000} | {shares[^1].Twelve:0.000} |"));
        }

        if (show is null)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\nMean over the kinds: dropped {shares.Average(s => s.Dropped):0.000}, found {shares.Average(s => s.Found):0.000} ({shares.Count(s => s.Found < 0.9)} kinds below 0.9); 13-gram and LCS {shares.Average(s => s.Thirteen):0.000}; 12-gram {shares.Average(s => s.Twelve):0.000}."));
        return 0;
    }

    private static IEnumerable<(string Benchmark, string Id, string Text)> Draw(string name, IReadOnlyList<BenchmarkItem> items) => items
        .OrderBy(i => CounterRandom.For(Seed, "items of " + name, i.Id).Bits(0)).Take(ItemsEach).Select(i => (name, i.Id, i.Parts[0].Text));

    private static List<(string Before, string After)> Hosts(string modules)
    {
        const int width = 700;
        var hosts = new List<(string, string)>();
        foreach (var line in Encoding.UTF8.GetString(Bytes(modules)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            var text = row.RootElement.GetProperty("text").GetString()!;
            for (var at = 0; at + 2 * width <= text.Length; at += 2 * width) hosts.Add((text.Substring(at, width), text.Substring(at + width, width)));
        }

        return hosts;
    }

    private static byte[] Bytes(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
