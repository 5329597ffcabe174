using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

using DataForge.Core;

namespace DataForge.Tokenizer.Benchmarks;

/// <summary>Texts to encode.</summary>
internal static class Corpus
{
    private const int MostBytes = 1_000_000;

    /// <summary>String fields of the rows, evenly thinned to a megabyte.</summary>
    public static string[] Read(string path)
    {
        using Stream file = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path);
        using var reader = new StreamReader(file);
        var texts = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            using var json = JsonDocument.Parse(line);
            texts.AddRange(json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => p.Value.GetString()!));
        }

        var stride = 1 + texts.Sum(Encoding.UTF8.GetByteCount) / MostBytes;
        return [.. texts.Where((_, i) => i % stride == 0)];
    }

    /// <summary>Code points of every kind mixed with what words are made of; control characters and all planes included.</summary>
    public static string[] Random(int count)
    {
        string[] common = [" ", "  ", "\n", "\r\n", "\t", " the", "'s", "'LL", "123", "4567", ".", "!?", " $", "\\frac{1}{2}", "，", "\u00a0", "\u3000", "\u0301", "<|im_end|>", "<|im_start|>", "<think>"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var random = CounterRandom.For(11, "tokenizer benchmark", i.ToString());
            var text = new StringBuilder();
            for (var at = 0UL; at < 4 + (ulong)random.Below(1 << 20, 40); at++)
                text.Append(random.Below(at * 2, 4) switch
                {
                    0 => Point(random.Below(at * 2 + 1, 0x10F800)),
                    1 => Point(random.Below(at * 2 + 1, 0x3000)),
                    _ => common[random.Below(at * 2 + 1, common.Length)],
                });
            return text.ToString();
        })];
    }

    private static string Point(int index)
    {
        var rune = new Rune(index < 0xD800 ? index : index + 0x800);
        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned ? "中" : rune.ToString();
    }
}
