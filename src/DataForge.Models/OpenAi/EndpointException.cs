using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>What to do about a failed attempt.</summary>
internal enum EndpointFault
{
    /// <summary>Try again: overload, a server error, a timeout, a broken or cut reply.</summary>
    Transient,

    /// <summary>The server refuses this request (400, 413, 422, …) or its reply is out of bounds; asking again gives the same.</summary>
    Refused,

    /// <summary>The server would refuse every request: wrong key, no quota left, no such model or route, nothing answered for too long.</summary>
    Fatal,
}

/// <summary>One attempt at the endpoint failed. The message never holds the key; what the server said in it is one printable line.</summary>
internal sealed class EndpointException(string message, EndpointFault fault, int status = 0, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(Printable.Line(message, LongestMessage), inner)
{
    private const int LongestMessage = 1000;

    public EndpointFault Fault { get; } = fault;

    /// <summary>HTTP status; 0 when there was none.</summary>
    public int Status { get; } = status;

    /// <summary>What the server's Retry-After asked for.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The attempt began while the server answered nothing at all, so it says nothing against its request, even when it failed after the server came back.</summary>
    public bool DuringOutage { get; set; }
}
