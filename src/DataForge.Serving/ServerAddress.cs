using System.Globalization;
using System.Net;
using DataForge.Core;

namespace DataForge.Serving;

/// <summary>Where a server listens: a Unix socket, or an address and port.</summary>
/// <param name="Socket">Path of the socket; null for an address.</param>
/// <param name="Host">Null for a socket.</param>
/// <param name="Port">0 takes a free one.</param>
public sealed record ServerAddress(string? Socket, IPAddress? Host, int Port)
{
    private const int LongestSocket = 107; // bytes that sockaddr_un holds, without its end

    /// <summary>True for a socket and for 127.0.0.0/8 and ::1, which no other machine reaches.</summary>
    public bool IsLocal => Host is null || IPAddress.IsLoopback(Host);

    /// <summary>Reads <c>unix:PATH</c>, <c>http://HOST:PORT</c> or <c>HOST:PORT</c>, where the host is localhost or an IP address.</summary>
    /// <exception cref="ForgeException">Anything else.</exception>
    public static ServerAddress Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = text["unix:".Length..];
            if (path.Length == 0) throw new ForgeException("expected a path behind unix:, as unix:/run/grade.sock");
            var bytes = System.Text.Encoding.UTF8.GetByteCount(path);
            return bytes <= LongestSocket ? new ServerAddress(path, null, 0) : throw new ForgeException($"unix socket {path}: {bytes} bytes long, and the system takes {LongestSocket}");
        }

        var rest = text.StartsWith("http://", StringComparison.Ordinal) ? text["http://".Length..].TrimEnd('/') : text;
        var at = rest.LastIndexOf(':');
        if (at > 0 && int.TryParse(rest[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535)
        {
            var host = rest[..at].Trim('[', ']');
            if (host == "localhost") return new ServerAddress(null, IPAddress.Loopback, port);
            if (IPAddress.TryParse(host, out var address)) return new ServerAddress(null, address, port);
        }

        throw new ForgeException($"expected unix:PATH or http://HOST:PORT with localhost or an IP address, found \"{text}\"");
    }

    /// <summary>As a client writes it.</summary>
    public string With(int port) => Socket is not null ? $"unix:{Socket}" : $"http://{(Host!.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Host}]" : Host.ToString())}:{port.ToString(CultureInfo.InvariantCulture)}";
}
