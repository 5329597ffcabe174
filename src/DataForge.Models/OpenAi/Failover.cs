using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Which of several servers of one model is asked: the first, until it fails some times in a row; then the next, and after the last the first again. Safe for several threads.</summary>
/// <param name="servers">At least one; routes are asked for at the first.</param>
internal sealed class Failover(IReadOnlyList<EndpointAddress> servers)
{
    /// <summary>Tries that must fail in a row before another server is asked.</summary>
    internal const int LeastFailures = 3;

    private readonly Lock _gate = new();
    private int _active;
    private int _failures;

    public EndpointAddress First => servers[0];

    /// <summary>The server that is asked now.</summary>
    public EndpointAddress Active => servers[Volatile.Read(ref _active)];

    public bool IsRemote => servers.Any(s => !s.IsLoopback);

    /// <summary>The same route at a server; addresses of none of ours stay.</summary>
    /// <param name="address">At the first server.</param>
    public Uri At(EndpointAddress server, Uri address)
    {
        if (ReferenceEquals(server, First)) return address;
        var text = address.AbsoluteUri;
        if (First.Query.Length > 0 && text.EndsWith(First.Query, StringComparison.Ordinal)) text = text[..^First.Query.Length];
        return text.StartsWith(First.Api + "/", StringComparison.Ordinal) ? server.Route(text[(First.Api.Length + 1)..])
            : text.StartsWith(First.Root + "/", StringComparison.Ordinal) ? server.RootRoute(text[(First.Root.Length + 1)..])
            : address;
    }

    public void Answered()
    {
        if (Volatile.Read(ref _failures) == 0) return;
        lock (_gate) _failures = 0;
    }

    /// <param name="server">That was asked: what fails at one that is no longer asked says nothing of the present one.</param>
    public void Failed(EndpointAddress server, EndpointException last)
    {
        if (servers.Count == 1) return;
        lock (_gate)
        {
            if (!ReferenceEquals(server, servers[_active]) || ++_failures < LeastFailures) return;
            _failures = 0;
            _active = (_active + 1) % servers.Count;
            Notices.Tell($"the server {server} failed {LeastFailures} times in a row, the last with: {last.Message}; {servers[_active]} is asked from now on");
        }
    }
}
