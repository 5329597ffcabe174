using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Benchmarks.Formats;

/// <summary>Rows shaped as fine-tuning rows of mathematics, drawn from a fixed seed; words follow Zipf's law, so they compress about as text does.</summary>
internal static class Corpus
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 4000).Select(Word)];

    private static string Word(int i)
    {
        if (i % 40 == 7) return new[] { "\\frac{1}{2}", "$x^2$", "\\(a+b\\)", "\"so\"", "\n\n", "数学", "\\boxed{42}" }[i / 40 % 7];
        var random = CounterRandom.For(1, "word", "").Fork((ulong)i);
        return string.Concat(Enumerable.Range(0, 2 + random.Below(0, 8)).Select(k => (char)('a' + random.Below((ulong)k + 1, 26))));
    }

    /// <summary>Writes rows until the file has the wanted size; returns their number.</summary>
    public static long Write(string path, long bytes)
    {
        using var writer = RowWriter.Open(path);
        for (long written = 0; written < bytes;)
        {
            var json = Row(writer.Rows);
            writer.Write(json);
            written += json.Length + 1;
        }

        writer.Commit();
        return writer.Rows;
    }

    private static byte[] Row(long number)
    {
        var random = CounterRandom.For(2, "row", "").Fork((ulong)number);
        var problem = Text(random.Fork(1), 40);
        var solution = Text(random.Fork(2), 180);
        return RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("messages");
            Turn(w, "user", problem);
            Turn(w, "assistant", solution);
            w.WriteEndArray();
            w.WriteString("problem", problem);
            w.WriteString("solution", solution);
            w.WriteString("answer", (number % 97).ToString());
            w.WriteString("source", "made");
            w.WriteString("problem_id", StableHash.Hex128(problem));
            w.WriteNumber("reward_model_score", Math.Round(random.Share(0), 4));
            w.WriteString("language", "en");
            w.WriteEndObject();
        });
    }

    private static void Turn(Utf8JsonWriter w, string role, string content)
    {
        w.WriteStartObject();
        w.WriteString("role", role);
        w.WriteString("content", content);
        w.WriteEndObject();
    }

    private static string Text(CounterRandom random, int words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++) text.Append(Words[(int)(Math.Pow(Words.Length, random.Share((ulong)i)) - 1)]).Append(' ');
        return text.ToString();
    }
}
