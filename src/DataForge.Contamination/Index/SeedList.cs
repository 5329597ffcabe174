namespace DataForge.Contamination;

/// <summary>Seeds on their way into a table of just their number.</summary>
internal sealed class SeedList
{
    private readonly List<(ulong Key, int Text)> _seeds = [];

    public int Count => _seeds.Count;

    /// <summary>In index order.</summary>
    public IEnumerable<int> Texts => _seeds.Select(s => s.Text);

    /// <summary>Takes in a text's first tokens.</summary>
    public void Add(ulong key, int text) => _seeds.Add((key, text));

    public SeedTable ToTable()
    {
        var table = new SeedTable(_seeds.Count);
        foreach (var (key, text) in _seeds) table.Add(key, text, 0);
        return table;
    }
}
