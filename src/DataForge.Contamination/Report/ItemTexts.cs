namespace DataForge.Contamination;

/// <summary>Texts of benchmark items, for the report; an index holds none. The first text given for an item's part counts.</summary>
public sealed class ItemTexts
{
    private readonly Dictionary<(string Benchmark, string Item, string Part), string> _texts = [];

    public void Add(string benchmark, IEnumerable<BenchmarkItem> items)
    {
        foreach (var item in items)
            foreach (var (part, text) in item.Parts)
                _texts.TryAdd((benchmark, item.Id, part), text);
    }

    /// <summary>Null where it was not given.</summary>
    public string? Of(string benchmark, string item, string part) => _texts.GetValueOrDefault((benchmark, item, part));
}
