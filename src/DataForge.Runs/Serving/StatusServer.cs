using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using DataForge.Core;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs.Serving;

/// <summary>How far a run is, over HTTP while it goes on: a page, the same as JSON, and figures for Prometheus. Answers GET only and takes no commands.</summary>
/// <remarks>Another address than loopback needs a token, as <c>Authorization: Bearer</c> or <c>?token=</c>. On loopback a request must name a loopback host, so that a page of the web cannot read it through a name of its own.</remarks>
public sealed class StatusServer : IAsyncDisposable
{
    /// <summary>The variable that holds the token.</summary>
    public const string TokenVariable = "DATAFORGE_SERVE_TOKEN";

    private const int LeastToken = 16;
    private const int MostAtOnce = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpListener _listener = new();
    private readonly Func<RunStatus> _status;
    private readonly byte[]? _token;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private readonly Task _accepting;

    private StatusServer(string host, int port, byte[]? token, Func<RunStatus> status)
    {
        (_status, _token) = (status, token);
        Address = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/");
        _listener.Prefixes.Add(token is null ? Address : string.Create(CultureInfo.InvariantCulture, $"http://{(host is "0.0.0.0" or "[::]" ? "+" : host)}:{port}/"));
        try
        {
            _listener.Start();
        }
        catch (Exception e) when (e is HttpListenerException or System.Net.Sockets.SocketException)
        {
            throw new ForgeException($"{Address}: cannot be listened on: {e.Message}", e);
        }

        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <param name="address"><c>HOST:PORT</c>, or a port of 127.0.0.1.</param>
    /// <exception cref="ForgeException">No such address, one of others without a token, or it cannot be listened on.</exception>
    public static StatusServer Start(string address, Plan plan, WorkFolder work, TimeProvider time)
    {
        var at = address.LastIndexOf(':');
        var host = at < 0 ? "127.0.0.1" : address[..at];
        if (!int.TryParse(address[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535 || Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
            throw new ForgeException($"expected HOST:PORT to serve at, as 127.0.0.1:9185, found \"{Printable.Line(address, 80)}\"");
        byte[]? token = null;
        if (host != "localhost" && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip)))
        {
            var text = Environment.GetEnvironmentVariable(TokenVariable) ?? "";
            if (text.Length < LeastToken) throw new ForgeException($"{host}: others can reach this address: set {TokenVariable} to a token of at least {LeastToken} characters, or serve at 127.0.0.1");
            token = Encoding.UTF8.GetBytes(text);
        }

        RunState? state = null;
        return new StatusServer(host, port, token, () =>
        {
            if (state is null) state = new RunState(plan, work);
            else state.Refresh();
            return RunStatus.Of(state, time);
        });
    }

    private async Task Accept()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (_listener.IsListening) continue;
                return;
            }

            await _slots.WaitAsync();
            _ = Task.Run(async () =>
            {
                try
                {
                    await Answer(context).WaitAsync(Longest);
                }
                catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or TimeoutException or InvalidOperationException)
                {
                    context.Response.Abort(); // the asker went away
                }
                finally
                {
                    _slots.Release();
                }
            });
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var (status, type, text) = Page(context.Request);
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength64 = bytes.Length;
        context.Response.Headers["Cache-Control"] = "no-store";
        context.Response.Headers["X-Content-Type-Options"] = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address may hold the token
        if (context.Request.HttpMethod != "HEAD") await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private (int Status, string Type, string Text) Page(HttpListenerRequest request)
    {
        const string Plain = "text/plain; charset=utf-8";
        if (request.HttpMethod is not ("GET" or "HEAD")) return (405, Plain, "only GET is answered\n");
        if (_token is null && request.Url?.IsLoopback != true) return (403, Plain, "served to this machine only\n");
        if (_token is not null && !IsKnown(request)) return (401, Plain, $"expected the token of {TokenVariable}, as Authorization: Bearer or ?token=\n");
        var path = request.Url!.AbsolutePath;
        if (path is not ("/" or "/status.json" or "/metrics")) return (404, Plain, "there are /, /status.json and /metrics\n");
        try
        {
            lock (_gate)
            {
                return path switch
                {
                    "/metrics" => (200, "text/plain; version=0.0.4; charset=utf-8", Metrics.Of(_status())),
                    "/status.json" => (200, "application/json", _status().Json()),
                    _ => (200, "text/html; charset=utf-8", LivePage.Of(_status())),
                };
            }
        }
        catch (ForgeException e)
        {
            return (503, Plain, e.Message + "\n");
        }
    }

    private bool IsKnown(HttpListenerRequest request)
    {
        const string Bearer = "Bearer ";
        var given = request.Headers["Authorization"] is { } header && header.StartsWith(Bearer, StringComparison.Ordinal) ? header[Bearer.Length..] : request.QueryString["token"] ?? "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _accepting;
        _slots.Dispose();
    }
}
