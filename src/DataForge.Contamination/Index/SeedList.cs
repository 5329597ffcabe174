namespace DataForge.Contamination;

/// <summary>Seeds on their way into a table.</summary>
internal sealed class SeedList(int capacity = 0)
{
    private readonly List<ulong> _keys = new(capacity);
    private readonly List<Seed> _seeds = new(capacity);

    public int Count => _seeds.Count;

    public IReadOnlyList<Seed> Seeds => _seeds;

    public void Add(ulong key, int text, int at)
    {
        _keys.Add(key);
        _seeds.Add(new Seed(0, text, at));
    }

    public SeedTable ToTable() => new(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_keys), System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_seeds));
}
