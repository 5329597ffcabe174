using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DataForge.Core;
using Polly;
using Polly.Retry;

namespace DataForge.Models.OpenAi;

/// <summary>Sends requests to one server: the limit of requests in flight, the timeouts, the retries and the key are here and nowhere else.</summary>
/// <remarks>
/// A slot is held through the waits between tries, and a server that says 429, 503 or 529 gets half as many (<see cref="AdaptiveSlots"/>), so an overloaded one sees fewer requests. Waits are exponential from
/// one second with jitter, or what Retry-After says. While nothing at all is answered (<see cref="Outage"/>) requests are not given up.
/// A kept connection that the server had closed is no failed try. <see cref="HttpClient.Timeout"/> is off: it would cut long generations.
/// </remarks>
internal sealed class EndpointClient : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);
    private const int MostProbeRetries = 4; // a wrong address is to be said soon
    private const string AnthropicVersion = "2023-06-01";
    private const long LongestDocument = 64L << 20;
    private static readonly HttpRequestOptionsKey<bool> OpenedConnection = new("dataforge.opened-connection");

    private readonly HttpClient _http;
    private readonly AdaptiveSlots _slots;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _probe;
    private readonly Outage _outage;
    private readonly Failover _servers;
    private readonly TimeSpan _firstByte;
    private readonly TimeSpan _idle;
    private readonly string? _key;
    private readonly string _keyVariable;
    private readonly TimeProvider _time;
    private int _retries;

    /// <param name="firstDelay">Wait before the first retry; doubled for each further one.</param>
    public EndpointClient(BackendSettings settings, TimeSpan? firstDelay = null, TimeProvider? time = null, KeyScheme scheme = KeyScheme.Bearer)
    {
        _servers = new Failover([.. settings.Fallbacks.Prepend(settings.Endpoint ?? throw new ArgumentException("no endpoint", nameof(settings))).Select(EndpointAddress.From)]);
        InFlight = settings.InFlight;
        _firstByte = settings.FirstByteTimeout ?? TimeSpan.FromMinutes(10);
        _idle = settings.IdleTimeout ?? TimeSpan.FromMinutes(2);
        _keyVariable = settings.ApiKeyVariable;
        _key = ReadKey(settings.ApiKeyVariable);
        _time = time ?? TimeProvider.System;
        _slots = new AdaptiveSlots(settings.InFlight, _time);
        _outage = new Outage(settings.Patience ?? TimeSpan.FromMinutes(5), _time);
        _retry = Pipeline(settings.Retries, firstDelay ?? TimeSpan.FromSeconds(1), e => e.DuringOutage || _outage.Lasts);
        _probe = Pipeline(Math.Min(settings.Retries, MostProbeRetries), firstDelay ?? TimeSpan.FromSeconds(1), _ => false);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect could carry the key to another host
            UseCookies = false,
            UseProxy = _servers.IsRemote,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = int.MaxValue, // the slots are the one limit
            ConnectCallback = Connect,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        if (scheme == KeyScheme.Anthropic) _http.DefaultRequestHeaders.Add("anthropic-version", AnthropicVersion);
        if (_key is null) return;
        if (scheme == KeyScheme.Anthropic) _http.DefaultRequestHeaders.Add("x-api-key", _key);
        else _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
    }

    /// <summary>The server that is named first.</summary>
    public EndpointAddress Address => _servers.First;

    public int InFlight { get; }

    /// <summary>Tries after a first one, over all requests so far.</summary>
    public int RetriesMade => _retries;

    /// <summary>One logical request: sends, lets <paramref name="read"/> consume the reply under the timeouts, and tries again while the fault is transient.</summary>
    /// <param name="body">JSON to post; null makes it a GET.</param>
    /// <exception cref="EndpointException">The last try failed, or one that is not worth repeating.</exception>
    public Task<T> Send<T>(Uri address, byte[]? body, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancel) => Send(_retry, new Body(address, body is null ? null : () => JsonContent.Of(body)), read, cancel);

    /// <summary>A request whose reply is one JSON document.</summary>
    public Task<JsonDocument> SendJson(Uri address, byte[]? body, CancellationToken cancel) => Send(address, body, ReadJson, cancel);

    /// <summary>Posts what is made anew for each try.</summary>
    /// <param name="once">Never tried a second time: whether the first one arrived is not known.</param>
    /// <inheritdoc cref="Send{T}(Uri, byte[], Func{HttpResponseMessage, Deadline, Task{T}}, CancellationToken)"/>
    public Task<T> SendContent<T>(Uri address, Func<HttpContent> content, Func<HttpResponseMessage, Deadline, Task<T>> read, bool once, CancellationToken cancel) =>
        Send(once ? ResiliencePipeline.Empty : _retry, new Body(address, content, once), read, cancel);

    /// <summary>What is sent.</summary>
    /// <param name="Content">Made anew for each try; null makes it a GET.</param>
    private sealed record Body(Uri Address, Func<HttpContent>? Content, bool Once = false);

    /// <summary>As <see cref="SendJson"/>, for the first question to a server: given up sooner.</summary>
    public Task<JsonDocument> Probe(Uri address, CancellationToken cancel) => Send(_probe, new Body(address, null), ReadJson, cancel);

    private async Task<T> Send<T>(ResiliencePipeline retry, Body body, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancel)
    {
        await _slots.Take(cancel);
        try
        {
            return await retry.ExecuteAsync(async token => await Watched(body, read, token), cancel);
        }
        finally
        {
            _slots.GiveBack();
        }
    }

    private async Task<T> Watched<T>(Body body, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancel)
    {
        var duringOutage = _outage.Lasts;
        var server = _servers.Active;
        try
        {
            var result = await Attempt(body with { Address = _servers.At(server, body.Address) }, read, cancel);
            _outage.Answered();
            _servers.Answered();
            _slots.Answered();
            return result;
        }
        catch (EndpointException e) when (e.Fault == EndpointFault.Transient)
        {
            e.DuringOutage = duringOutage;
            if (e.Status is 429 or 503 or 529) _slots.Overloaded();
            _servers.Failed(server, e);
            _outage.Failed(e);
            throw;
        }
        catch (EndpointException)
        {
            _outage.Answered();
            _servers.Answered();
            throw;
        }
    }

    /// <summary>The fault as the user's to mend: exit code 2 with the address and what the server said.</summary>
    public ForgeException Unusable(EndpointException e) => new($"endpoint {_servers.Active}: {e.Message}{Hint(e.Status)}", e);

    internal static async Task<JsonDocument> ReadJson(HttpResponseMessage response, Deadline deadline)
    {
        await using var body = await ReplyBody.Open(response, LongestDocument, deadline.Token);
        return await ReadJson(body, deadline);
    }

    internal static async Task<JsonDocument> ReadJson(ReplyBody body, Deadline deadline)
    {
        if (await body.Look(deadline.Token) != ReplyBody.Kind.Json) throw NotJson(body);
        try
        {
            return await JsonDocument.ParseAsync(body, default, deadline.Token);
        }
        catch (JsonException e)
        {
            throw new EndpointException($"the reply is no JSON: {e.Message}", EndpointFault.Transient, inner: e);
        }
    }

    /// <summary>For a body that was looked at: what it is instead.</summary>
    internal static EndpointException NotJson(ReplyBody body) => new(
        body.Beginning.Length == 0 ? "the reply is empty"
        : body.Beginning[0] == '<' ? $"the reply is a web page, as of a proxy or a login: {body.Beginning}"
        : $"the reply is no JSON: {body.Beginning}", EndpointFault.Transient);

    private async Task<T> Attempt<T>(Body body, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancel)
    {
        using var deadline = new Deadline(_firstByte, _idle, cancel);
        try
        {
            using var response = await Exchange(body, deadline);
            if (!response.IsSuccessStatusCode) throw await Failure(response, deadline);
            return await read(response, deadline);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new EndpointException(deadline.Expired ? deadline.Complaint : "no connection within 30 s", EndpointFault.Transient, inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException && !cancel.IsCancellationRequested)
        {
            throw new EndpointException(Redact((e.InnerException ?? e).Message) + Proxy(e, body.Address), EndpointFault.Transient, inner: e);
        }
        catch (EndpointException e) when (_key is not null && e.Message.Contains(_key, StringComparison.Ordinal))
        {
            throw new EndpointException(Redact(e.Message), e.Fault, e.Status, e.RetryAfter); // without the inner one: it holds the key
        }
    }

    /// <summary>Sends once; again where a connection that had been kept open broke before the reply, since its server may have closed it long ago.</summary>
    private async Task<HttpResponseMessage> Exchange(Body body, Deadline deadline)
    {
        using (var first = Request(body))
        {
            try
            {
                return await _http.SendAsync(first, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            }
            catch (HttpRequestException e) when (!body.Once && !first.Options.TryGetValue(OpenedConnection, out _) && (e.HttpRequestError == HttpRequestError.ResponseEnded || e.InnerException is IOException))
            {
                // Asked once more below.
            }
        }

        using var second = Request(body);
        return await _http.SendAsync(second, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
    }

    private static HttpRequestMessage Request(Body body) => new(body.Content is null ? HttpMethod.Get : HttpMethod.Post, body.Address) { Content = body.Content?.Invoke() };

    /// <summary>Opens a connection and marks the request that it was opened for.</summary>
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        context.InitialRequestMessage.Options.Set(OpenedConnection, true);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Names the proxy that a connection failed at; empty where none is in use.</summary>
    private static string Proxy(Exception e, Uri address)
    {
        if (address.IsLoopback || e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError }) return "";
        var proxy = HttpClient.DefaultProxy.IsBypassed(address) ? null : HttpClient.DefaultProxy.GetProxy(address);
        return proxy is null || proxy == address ? "" : $", at the proxy {proxy.Scheme}://{proxy.Host}:{proxy.Port} that the environment names (HTTPS_PROXY, HTTP_PROXY; NO_PROXY goes around it)";
    }

    private async Task<EndpointException> Failure(HttpResponseMessage response, Deadline deadline)
    {
        var status = (int)response.StatusCode;
        var (text, noQuota) = ("", false);
        try
        {
            await using var stream = await ReplyBody.Open(response, long.MaxValue, deadline.Token);
            var buffer = new byte[1 << 14];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, deadline.Token);
            var body = Encoding.UTF8.GetString(buffer, 0, length);
            (text, noQuota) = (ErrorBody.Text(body), ErrorBody.IsOutOfQuota(body));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or EndpointException)
        {
            // The status has to do.
        }

        var fault = status switch
        {
            _ when noQuota => EndpointFault.Fatal,
            408 or 409 or 425 or 429 or >= 500 => EndpointFault.Transient,
            401 or 402 or 403 or 404 or 405 or < 400 => EndpointFault.Fatal,
            _ => EndpointFault.Refused,
        };
        var said = Redact(text);
        return new EndpointException($"{status} {response.ReasonPhrase}{(said.Length > 0 ? ": " + said : "")}", fault, status, RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wanted = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? _time.GetUtcNow()), // by the server's own clock where it tells it
            _ => (TimeSpan?)null,
        };
        if (wanted is not { } wait) return null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }

    private string Redact(string text) => _key is null ? text : text.Replace(_key, "[key]", StringComparison.Ordinal);

    private string Hint(int status) => status switch
    {
        401 or 403 => $"; the key is read from the environment variable {_keyVariable}, which is {(_key is null ? "not set" : "set")}",
        404 or 405 => "; is the address right, and does the server know the model?",
        >= 300 and < 400 => "; redirects are not followed, since they could carry the key away: give --endpoint the address itself",
        _ => "",
    };

    private static string? ReadKey(string variable)
    {
        var key = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(key)) return null;
        return key.All(c => c is > ' ' and <= '~') ? key
            : throw new ForgeException($"environment variable {variable}: expected a key of printable ASCII characters without blanks");
    }

    /// <param name="goesOn">Whether to try on after the last try, which failed so.</param>
    private ResiliencePipeline Pipeline(int retries, TimeSpan firstDelay, Func<EndpointException, bool> goesOn)
    {
        if (retries == 0) return ResiliencePipeline.Empty;
        return new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = retry => ValueTask.FromResult(retry.Outcome.Exception is EndpointException { Fault: EndpointFault.Transient } e && (retry.AttemptNumber < retries || goesOn(e))),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = firstDelay,
            MaxDelay = TimeSpan.FromMinutes(1),
            DelayGenerator = static retry => ValueTask.FromResult((retry.Outcome.Exception as EndpointException)?.RetryAfter),
            OnRetry = _ =>
            {
                Interlocked.Increment(ref _retries);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }
}
