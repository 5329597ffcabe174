namespace DataForge.Contamination;

/// <summary>The strongest records seen so far, within a budget of hits; a record's order is that of its strongest hit, then the corpus's.</summary>
/// <param name="most">Hits kept.</param>
internal sealed class ListedRecords(int most)
{
    private readonly record struct Entry(Hit Strongest, long Place, AuditRecord Record);

    private readonly List<Entry> _entries = [];
    private long _hits;
    private Hit? _weakest; // what is not stronger has no room any more
    private long _place;

    /// <summary>Whether a record with this strongest hit still has a place.</summary>
    public bool HasRoom(Hit strongest) => most > 0 && (_weakest is null || Hit.StrongestFirst(strongest, _weakest) < 0);

    public void Add(Hit strongest, AuditRecord record)
    {
        _entries.Add(new Entry(strongest, _place++, record));
        _hits += record.Hits.Count;
        if (_hits > 2L * most + 1_000) Cut();
    }

    /// <summary>Strongest first; of the last record only as many hits as the budget has left.</summary>
    public IReadOnlyList<AuditRecord> ToList()
    {
        Cut();
        var records = _entries.ConvertAll(e => e.Record);
        if (_hits > most && records[^1] is var last) records[^1] = last with { Hits = [.. last.Hits.Take(last.Hits.Count - (int)(_hits - most))] };
        return records;
    }

    private void Cut()
    {
        _entries.Sort((a, b) => Hit.StrongestFirst(a.Strongest, b.Strongest) is not 0 and var order ? order : a.Place.CompareTo(b.Place));
        _hits = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            _hits += _entries[i].Record.Hits.Count;
            if (_hits < most) continue;
            _weakest = _entries[i].Strongest;
            _entries.RemoveRange(i + 1, _entries.Count - i - 1);
        }
    }
}
