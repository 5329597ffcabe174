namespace DataForge.Contamination;

/// <summary>A person's word on a record, an item, or an item in a record.</summary>
/// <param name="Place">Where it is written: <c>d.jsonl:3</c>.</param>
/// <param name="Verdict">Drop, or keep (<see cref="HitAction.Flag"/>).</param>
/// <param name="Row">A <see cref="RowKey"/>, or null.</param>
/// <param name="Record">A record's name, or null; beside <paramref name="Row"/> it is for the reader.</param>
/// <param name="Benchmark">Null with <paramref name="Item"/>.</param>
internal sealed record Decision(string Place, HitAction Verdict, ulong? Row, string? Record, string? Benchmark, string? Item)
{
    private long _used;

    /// <summary>Rows it had a say in.</summary>
    public long Used => Interlocked.Read(ref _used);

    public void Use() => Interlocked.Increment(ref _used);

    /// <summary><c>keep</c> or <c>drop</c>.</summary>
    public string Word => Verdict == HitAction.Drop ? "drop" : "keep";

    /// <summary>What it is about, for a person.</summary>
    public string About => (Item is null ? "" : $"item {Item} of {Benchmark}{(Record is null && Row is null ? "" : " in ")}") + (Record is not null ? $"record {Record}" : Row is { } row ? $"row {RowKey.Text(row)}" : "");
}
