using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataForge.Core;
using Polly;
using Polly.Retry;

namespace DataForge.Models.OpenAi;

/// <summary>Sends requests to one server: the limit of requests in flight, the timeouts, the retries and the key are here and nowhere else.</summary>
/// <remarks>
/// A slot is held through the waits between tries, so an overloaded server sees fewer requests. Waits are exponential from
/// one second with jitter, or what Retry-After says. <see cref="HttpClient.Timeout"/> is off: it would cut long generations.
/// </remarks>
internal sealed class EndpointClient : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);
    private const int LongestErrorText = 400;

    private readonly HttpClient _http;
    private readonly SemaphoreSlim _slots;
    private readonly ResiliencePipeline _retry;
    private readonly TimeSpan _firstByte;
    private readonly TimeSpan _idle;
    private readonly string? _key;
    private readonly string _keyVariable;
    private readonly TimeProvider _time;
    private int _retries;

    /// <param name="firstDelay">Wait before the first retry; doubled for each further one.</param>
    public EndpointClient(BackendSettings settings, TimeSpan? firstDelay = null, TimeProvider? time = null)
    {
        Address = EndpointAddress.From(settings.Endpoint ?? throw new ArgumentException("no endpoint", nameof(settings)));
        InFlight = settings.InFlight;
        _slots = new SemaphoreSlim(settings.InFlight);
        _firstByte = settings.FirstByteTimeout ?? TimeSpan.FromMinutes(10);
        _idle = settings.IdleTimeout ?? TimeSpan.FromMinutes(2);
        _keyVariable = settings.ApiKeyVariable;
        _key = ReadKey(settings.ApiKeyVariable);
        _time = time ?? TimeProvider.System;
        _retry = Pipeline(settings.Retries, firstDelay ?? TimeSpan.FromSeconds(1));
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect could carry the key to another host
            UseCookies = false,
            UseProxy = !Address.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxConnectionsPerServer = int.MaxValue, // the slots are the one limit
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        if (_key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
    }

    public EndpointAddress Address { get; }

    public int InFlight { get; }

    /// <summary>Tries after a first one, over all requests so far.</summary>
    public int RetriesMade => _retries;

    /// <summary>One logical request: sends, lets <paramref name="read"/> consume the reply under the timeouts, and tries again while the fault is transient.</summary>
    /// <param name="body">JSON to post; null makes it a GET.</param>
    /// <exception cref="EndpointException">The last try failed, or one that is not worth repeating.</exception>
    public async Task<T> Send<T>(Uri address, byte[]? body, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        try
        {
            return await _retry.ExecuteAsync(async token => await Attempt(address, body, read, token), cancel);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>A request whose reply is one JSON document.</summary>
    public Task<JsonDocument> SendJson(Uri address, byte[]? body, CancellationToken cancel) => Send(address, body, ReadJson, cancel);

    /// <summary>The fault as the user's to mend: exit code 2 with the address and what the server said.</summary>
    public ForgeException Unusable(EndpointException e) => new($"endpoint {Address}: {e.Message}{Hint(e.Status)}", e);

    internal static async Task<JsonDocument> ReadJson(HttpResponseMessage response, Deadline deadline)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
        try
        {
            return await JsonDocument.ParseAsync(stream, default, deadline.Token);
        }
        catch (JsonException e)
        {
            throw new EndpointException($"the reply is no JSON: {e.Message}", EndpointFault.Transient, inner: e);
        }
    }

    private async Task<T> Attempt<T>(Uri address, byte[]? body, Func<HttpResponseMessage, Deadline, Task<T>> read, CancellationToken cancel)
    {
        using var deadline = new Deadline(_firstByte, _idle, cancel);
        try
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, address);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode) throw await Failure(response, deadline);
            return await read(response, deadline);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new EndpointException(deadline.Expired ? deadline.Complaint : "no connection within 30 s", EndpointFault.Transient, inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !cancel.IsCancellationRequested)
        {
            throw new EndpointException(Redact((e.InnerException ?? e).Message), EndpointFault.Transient, inner: e);
        }
        catch (EndpointException e) when (_key is not null && e.Message.Contains(_key, StringComparison.Ordinal))
        {
            throw new EndpointException(Redact(e.Message), e.Fault, e.Status, e.RetryAfter); // without the inner one: it holds the key
        }
    }

    private async Task<EndpointException> Failure(HttpResponseMessage response, Deadline deadline)
    {
        var status = (int)response.StatusCode;
        string text;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            var buffer = new byte[1 << 14];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, deadline.Token);
            text = ErrorText(Encoding.UTF8.GetString(buffer, 0, length));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            text = "";
        }

        var fault = status switch
        {
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
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        if (wanted is not { } wait) return null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestRetryAfter ? LongestRetryAfter : wait;
    }

    /// <summary>The message inside an error body: <c>error.message</c>, <c>message</c> or <c>detail</c>, else its beginning.</summary>
    internal static string ErrorText(string body)
    {
        var text = body;
        try
        {
            using var json = JsonDocument.Parse(body);
            var at = json.RootElement;
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty("error", out var error)) at = error;
            if (at.ValueKind == JsonValueKind.String) text = at.GetString()!;
            else if (at.ValueKind == JsonValueKind.Object)
                foreach (var name in (string[])["message", "detail"])
                    if (at.TryGetProperty(name, out var value))
                        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or broken text inside it: the body itself is the best there is.
        }

        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestErrorText ? text : text[..LongestErrorText] + "…";
    }

    private string Redact(string text) => _key is null ? text : text.Replace(_key, "[key]", StringComparison.Ordinal);

    private string Hint(int status) => status switch
    {
        401 or 403 => $"; the key is read from the environment variable {_keyVariable}, which is {(_key is null ? "not set" : "set")}",
        404 or 405 => "; is the address right, and does the server know the model?",
        _ => "",
    };

    private static string? ReadKey(string variable)
    {
        var key = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(key)) return null;
        return key.All(c => c is > ' ' and <= '~') ? key
            : throw new ForgeException($"environment variable {variable}: expected a key of printable ASCII characters without blanks");
    }

    private ResiliencePipeline Pipeline(int retries, TimeSpan firstDelay)
    {
        if (retries == 0) return ResiliencePipeline.Empty;
        return new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<EndpointException>(e => e.Fault == EndpointFault.Transient),
            MaxRetryAttempts = retries,
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
