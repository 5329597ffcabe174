using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace DataForge.Tests;

/// <summary>An HTTP server on 127.0.0.1 that misbehaves as a test tells it to: one request a connection, bytes written by hand.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Seen, Reply, Task> _handle;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _open = new();
    private readonly Task _accepting;
    private int _count;
    private int _now;
    private int _most;

    public LoopbackServer(Func<Seen, Reply, Task> handle)
    {
        _handle = handle;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>One request as it came in.</summary>
    /// <param name="Number">Counted from 0 over requests other than <c>GET /v1/models</c>.</param>
    public sealed record Seen(int Number, string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public int N => Json.TryGetProperty("n", out var n) ? n.GetInt32() : 1;
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Most requests that were open at one time.</summary>
    public int MostAtOnce => _most;

    public string Owner { get; init; } = "vllm";

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                var serving = Serve(socket);
                _open[serving] = true;
                _ = serving.ContinueWith(t => _open.TryRemove(t, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // The server was stopped.
        }
    }

    private async Task Serve(Socket socket)
    {
        await Task.Yield();
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var reply = new Reply(socket, stream, _stop.Token);
        try
        {
            if (await ReadRequest(stream) is not { } seen) return;
            if (seen.Method == "GET" && seen.Path.StartsWith("/v1/models", StringComparison.Ordinal))
            {
                await reply.Json(200, $$"""{"object":"list","data":[{"id":"m","object":"model","owned_by":"{{Owner}}","root":"org/model"}]}""");
                return;
            }

            Requests.Enqueue(seen);
            InterlockedMax(Interlocked.Increment(ref _now));
            try
            {
                await _handle(seen, reply);
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client left, or the server was stopped: both are part of the game.
        }
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref _most)) < value && Interlocked.CompareExchange(ref _most, value, seen) != seen) { }
    }

    private async Task<Seen?> ReadRequest(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < 4 || !(bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            bytes.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var start = lines[0].Split(' ');
        return new Seen(start[0] == "POST" ? Interlocked.Increment(ref _count) - 1 : -1, start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting; // before the listener stops: to accept from a stopped one is an error of another kind
        _listener.Stop();
        await Task.WhenAll(_open.Keys);
        _stop.Dispose();
    }

    /// <summary>What a test does with one connection.</summary>
    internal sealed class Reply(Socket socket, NetworkStream stream, CancellationToken stop)
    {
        public async Task Raw(string text)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
            await stream.FlushAsync(stop);
        }

        public async Task Raw(ReadOnlyMemory<byte> bytes)
        {
            await stream.WriteAsync(bytes, stop);
            await stream.FlushAsync(stop);
        }

        public Task Json(int status, string body, string headers = "") =>
            Raw($"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

        /// <summary>Begins a stream whose end is the connection's end.</summary>
        public Task Begin() => Raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");

        public Task Event(string data) => Raw($"data: {data}\n\n");

        /// <summary>A chat delta of one choice.</summary>
        public Task Delta(int index, string text, string? finish = null) =>
            Event($$"""{"choices":[{"index":{{index}},"delta":{"content":{{JsonSerializer.Serialize(text)}}},"finish_reason":{{JsonSerializer.Serialize(finish)}}}]}""");

        public Task Done() => Event("[DONE]");

        /// <summary>A whole good reply: choice i says "PREFIX i", in two pieces.</summary>
        public async Task Good(Seen seen, string prefix = "answer")
        {
            await Begin();
            for (var i = 0; i < seen.N; i++)
            {
                await Delta(i, prefix);
                await Delta(i, $" {i}", "stop");
            }

            await Event($$$"""{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":{{{2 * seen.N}}}}}""");
            await Done();
        }

        /// <summary>Sends a TCP reset.</summary>
        public void Reset()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        /// <summary>Nothing more, until the client or the test gives up.</summary>
        public async Task Stall() => await stream.ReadExactlyAsync(new byte[1], stop);
    }
}
