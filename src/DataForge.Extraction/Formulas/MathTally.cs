namespace DataForge.Extraction.Formulas;

/// <summary>Formulas found on a page: each is kept or lost, under the name of its encoding.</summary>
internal sealed class MathTally
{
    private readonly SortedDictionary<string, int> _kept = new(StringComparer.Ordinal), _lost = new(StringComparer.Ordinal);

    public int Kept => _kept.Values.Sum();

    public int Lost => _lost.Values.Sum();

    public int Found => Kept + Lost;

    public IReadOnlyDictionary<string, int> KeptBy => _kept;

    public IReadOnlyDictionary<string, int> LostBy => _lost;

    public void Keep(string encoding) => _kept[encoding] = _kept.GetValueOrDefault(encoding) + 1;

    public void Lose(string encoding) => _lost[encoding] = _lost.GetValueOrDefault(encoding) + 1;
}
