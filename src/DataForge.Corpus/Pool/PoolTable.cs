namespace DataForge.Corpus;

/// <summary>Hosts and path prefixes of a scored crawl. Memory: about 200 bytes a host and a prefix.</summary>
public sealed class PoolTable(PoolSettings settings)
{
    public const string Math = "math", Review = "review", Other = "other";

    private readonly Dictionary<string, (PoolCount Count, Dictionary<string, PoolCount> Prefixes)> _hosts = new(StringComparer.Ordinal);

    /// <summary>Host names in order.</summary>
    public IReadOnlyList<string> Hosts => [.. _hosts.Keys.Order(StringComparer.Ordinal)];

    public void Add(WebAddress page, bool hit)
    {
        if (!_hosts.TryGetValue(page.Host, out var host)) _hosts[page.Host] = host = (new PoolCount(), new Dictionary<string, PoolCount>(StringComparer.Ordinal));
        host.Count.Add(hit);
        foreach (var prefix in Prefixes(page.Path))
        {
            if (!host.Prefixes.TryGetValue(prefix, out var count)) host.Prefixes[prefix] = count = new PoolCount();
            count.Add(hit);
        }
    }

    /// <summary>From the shortest to the longest: <c>/a/</c>, <c>/a/b/</c>; a page itself is no prefix.</summary>
    internal IEnumerable<string> Prefixes(string path)
    {
        var at = 0;
        for (var depth = 0; depth < settings.Depth && (at = path.IndexOf('/', at + 1)) > 0; depth++) yield return path[..(at + 1)];
    }

    public PoolCount CountOf(string host) => _hosts[host].Count;

    /// <summary>The rule by which a host is taken; null where it is not. A share of hits that a held-out source of other documents had too is no evidence.</summary>
    public string? RuleOf(string host)
    {
        var count = _hosts[host].Count;
        if (count.Share <= settings.Noise) return null;
        return count.Pages >= settings.MinPages && count.Share >= settings.MinShare ? "share_of_pages" : count.Hits >= settings.MinHits ? "hits" : null;
    }

    /// <summary>Prefixes of a host in order, with what is made of each.</summary>
    public IEnumerable<(string Prefix, PoolCount Count, string Verdict)> PrefixesOf(string host) =>
        _hosts[host].Prefixes.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value, Judge(host, p.Value)));

    private string Judge(string host, PoolCount count) =>
        RuleOf(host) is null || count.Pages < settings.PrefixPages ? Other : count.Share >= settings.MinShare ? Math : count.Share >= settings.ReviewShare ? Review : Other;

    /// <summary>True for a host of many pages that is not taken and whose hits are too many to be passed over: a person has to judge it.</summary>
    public bool IsUndecided(string host) => RuleOf(host) is null && _hosts[host].Count is var count && count.Pages >= settings.MinPages && count.Share >= settings.ReviewShare;

    /// <summary>True for a page that the classifier missed and that its surroundings speak for: it lies in a part of a host that is taken.</summary>
    public bool IsSeed(WebAddress page, bool hit) => !hit && IsTaken(page);

    /// <summary>True for a page in a taken host whose longest prefix with enough pages, or else the host itself, has the share of hits.</summary>
    public bool IsTaken(WebAddress page)
    {
        if (!_hosts.TryGetValue(page.Host, out var host) || RuleOf(page.Host) is null) return false;
        var near = Prefixes(page.Path).Reverse().Select(p => host.Prefixes[p]).FirstOrDefault(c => c.Pages >= settings.PrefixPages) ?? host.Count;
        return near.Share >= settings.MinShare;
    }
}
