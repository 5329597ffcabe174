using System.Text.Json;

namespace DataForge.Answers.Tests;

/// <summary>Our own cases by kind, from files beside the tests.</summary>
internal static class Siblings
{
    internal sealed record Pair(string Kind, bool Accepted, string Gold, string Predicted);

    internal sealed record Generation(string Kind, bool Accepted, string Gold, string Text);

    /// <summary>Lines "+ gold ;; prediction" and "- gold ;; prediction" below their kind.</summary>
    public static IReadOnlyList<Pair> Pairs { get; } = ReadPairs();

    /// <summary>Generations with the gold answer they do or do not give.</summary>
    public static IReadOnlyList<Generation> Generations { get; } = ReadGenerations();

    private static List<Pair> ReadPairs()
    {
        var (pairs, kind) = (new List<Pair>(), "");
        foreach (var line in Lines("siblings.txt"))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) kind = line[3..];
            else if (line.Length > 2 && line[0] is '+' or '-') pairs.Add(new Pair(kind, line[0] == '+', line[2..line.IndexOf(" ;; ", StringComparison.Ordinal)], line[(line.IndexOf(" ;; ", StringComparison.Ordinal) + 4)..]));
        }

        return pairs;
    }

    private static List<Generation> ReadGenerations()
    {
        var rows = new List<Generation>();
        foreach (var line in Lines("generations.jsonl"))
        {
            using var row = JsonDocument.Parse(line);
            string Text(string name) => row.RootElement.GetProperty(name).GetString()!;
            rows.Add(new Generation(Text("kind"), row.RootElement.GetProperty("expected").GetBoolean(), Text("gold"), Text("generation")));
        }

        return rows;
    }

    private static IEnumerable<string> Lines(string file)
    {
        var assembly = typeof(Siblings).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0)
                yield return line;
    }
}
