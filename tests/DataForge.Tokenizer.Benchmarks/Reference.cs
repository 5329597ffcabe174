using System.Diagnostics;
using System.Text.Json;

namespace DataForge.Tokenizer.Benchmarks;

/// <summary>@huggingface/tokenizers in node.</summary>
internal static class Reference
{
    /// <param name="Seconds">Best of the rounds, encoding alone.</param>
    public sealed record Answer(double Seconds, uint[] Checksums);

    public static Answer Run(string vocabulary, string[] texts, int rounds)
    {
        var input = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(input, JsonSerializer.SerializeToUtf8Bytes(texts));
            var json = Directory.Exists(vocabulary) ? Path.Combine(vocabulary, "tokenizer.json") : vocabulary;
            var start = new ProcessStartInfo("node", [Script(), json, input, rounds.ToString()]) { RedirectStandardOutput = true };
            using var node = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
            var answer = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return JsonSerializer.Deserialize<Answer>(answer, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("node gave no answer");
        }
        finally
        {
            File.Delete(input);
        }
    }

    /// <summary>FNV-1a over the ids, as the script computes it.</summary>
    public static uint Checksum(int[] ids)
    {
        var hash = 2166136261u;
        foreach (var id in ids) hash = unchecked((hash ^ (uint)id) * 16777619u);
        return hash;
    }

    private static string Script()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "tests", "DataForge.Tokenizer.Benchmarks", "reference.mjs") is var path && File.Exists(path))
                return path;
        throw new InvalidOperationException("reference.mjs is not found above " + AppContext.BaseDirectory);
    }
}
