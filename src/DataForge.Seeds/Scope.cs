namespace DataForge.Seeds;

/// <summary>What the holes of one problem hold.</summary>
internal sealed class Scope
{
    public Dictionary<string, Fraction> Numbers { get; } = [];

    public Dictionary<string, string> Words { get; } = [];

    public bool Has(string name) => Numbers.ContainsKey(name) || Words.ContainsKey(name);

    public string Show(string name) => Words.TryGetValue(name, out var word) ? word : Numbers[name].ToString();

    /// <summary>The same words, and no numbers.</summary>
    public Scope WithWordsOnly()
    {
        var copy = new Scope();
        foreach (var (name, word) in Words) copy.Words.Add(name, word);
        return copy;
    }
}
