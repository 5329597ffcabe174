using System.Collections.Concurrent;
using System.Text;

namespace DataForge.Contamination;

/// <summary>Looks for benchmark items in texts. Safe for several threads; what is found depends on the text and the settings alone.</summary>
/// <param name="settings">Null means <see cref="ScanSettings.Default"/>.</param>
/// <remarks>Every tier compares words and symbols: a paraphrase that shares no run of words with an item is not found.</remarks>
public sealed class Scanner(ContaminationIndex index, ScanSettings? settings = null)
{
    private readonly ScanSettings _settings = settings ?? ScanSettings.Default;
    private readonly ConcurrentBag<FieldScanner> _scanners = [];

    /// <summary>The items that a text overlaps, strongest first; empty when it is clean.</summary>
    /// <remarks>Places count Unicode code points of the text.</remarks>
    public IReadOnlyList<Hit> Scan(string text)
    {
        if (!_scanners.TryTake(out var scanner)) scanner = new FieldScanner(index.Scanned, _settings);
        var hits = new List<Hit>();
        scanner.Scan(Encoding.UTF8.GetBytes(text), "text", hits);
        _scanners.Add(scanner);
        if (hits.Count > 1) hits.Sort(Hit.StrongestFirst);
        return hits;
    }

    /// <summary>True when some hit's rule drops the text under the settings.</summary>
    public bool IsContaminated(string text) => Scan(text) is [{ Action: HitAction.Drop }, ..];
}
