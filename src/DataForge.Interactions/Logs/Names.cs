namespace DataForge.Interactions;

/// <summary>Numbers for names, from 0 in the order they come.</summary>
internal sealed class Names
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public Names()
    {
    }

    public Names(IEnumerable<string> names)
    {
        foreach (var name in names) Number(name);
    }

    public int Count => _names.Count;

    public IReadOnlyList<string> All => _names;

    public string Of(int number) => _names[number];

    public int? Find(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    public int Number(string name)
    {
        if (_numbers.TryGetValue(name, out var known)) return known;
        _names.Add(name);
        return _numbers[name] = _names.Count - 1;
    }
}
