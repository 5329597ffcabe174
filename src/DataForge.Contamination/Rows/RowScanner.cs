using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>Looks for benchmark items in the chosen texts of a row. Holds scratch memory: one for each thread.</summary>
internal sealed class RowScanner
{
    private readonly RowTexts _texts;
    private List<Hit> _hits = [];

    public RowScanner(BenchmarkIndex index, FieldPaths fields, ScanSettings settings)
    {
        var scanner = new FieldScanner(index, settings);
        _texts = new RowTexts(fields, (text, path) => scanner.Scan(text, path, _hits));
    }

    /// <summary>Finds what the row holds of the index, strongest first; the list is replaced.</summary>
    /// <param name="line">The row as JSON.</param>
    /// <returns>How many texts the paths led to.</returns>
    /// <exception cref="JsonException">The line is not one JSON object.</exception>
    public int Scan(ReadOnlySpan<byte> line, List<Hit> hits)
    {
        hits.Clear();
        _hits = hits;
        var texts = _texts.Read(line);
        if (hits.Count > 1)
        {
            hits.RemoveAll(joined => IsJoined(joined) && hits.Exists(h => !IsJoined(h) && Says(h, joined)));
            hits.Sort(Hit.StrongestFirst);
        }

        return texts;
    }

    /// <summary>Fields of the row scanned last that hold prose and were not read.</summary>
    public IReadOnlyList<string> PassedOver => _texts.PassedOver;

    private static bool IsJoined(Hit hit) => hit.Field.Contains('+', StringComparison.Ordinal);

    /// <summary>A field alone says as much of the item as it says together with others.</summary>
    private static bool Says(Hit alone, Hit joined) =>
        alone.Benchmark == joined.Benchmark && alone.Item == joined.Item && alone.Part == joined.Part && alone.Action >= joined.Action && alone.Rule <= joined.Rule;
}
