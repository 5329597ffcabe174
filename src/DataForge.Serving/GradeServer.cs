using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataForge.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DataForge.Serving;

/// <summary>Grades pairs of answers over HTTP, on a Unix socket or an address. POST /grade; GET /health.</summary>
/// <remarks>
/// Guards: bodies and numbers of pairs are bounded, slow senders are cut off, a large batch gives way to small ones every few pairs, and the grader's own budgets bound each pair.
/// Without a token, requests over an address must name localhost or an IP address of this machine as their host, so that no page in a browser reaches it under another name.
/// </remarks>
public sealed class GradeServer : IAsyncDisposable
{
    private const int PairsBetweenYields = 8;
    private const int MostConnections = 1024;

    private readonly GradeServerSettings _settings;
    private readonly byte[]? _token;
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _working = new(Environment.ProcessorCount);
    private long _graded;

    private GradeServer(GradeServerSettings settings)
    {
        _settings = settings;
        _token = settings.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            if (settings.Address.Socket is { } socket) kestrel.ListenUnixSocket(socket);
            else kestrel.Listen(settings.Address.Host!, settings.Address.Port);
        });
        _app = builder.Build();
        _app.Run(Handle);
    }

    /// <summary>The address as clients write it, with the port that was taken.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Pairs graded so far.</summary>
    public long Graded => Interlocked.Read(ref _graded);

    /// <summary>Listens once this returns.</summary>
    /// <exception cref="ForgeException">The address is in use or cannot be had, or it is no local one and there is no token.</exception>
    public static async Task<GradeServer> Start(GradeServerSettings settings, CancellationToken cancel)
    {
        if (!settings.Address.IsLocal && string.IsNullOrEmpty(settings.Token))
            throw new ForgeException($"{settings.Address.With(settings.Address.Port)}: an address that other machines reach needs a token");
        if (settings.Address.Socket is { } socket) await FreeSocket(socket, cancel);
        var server = new GradeServer(settings);
        try
        {
            await server._app.StartAsync(cancel);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            await server.DisposeAsync();
            throw new ForgeException($"{settings.Address.With(settings.Address.Port)}: cannot listen there: {e.Message}", e);
        }

        if (settings.Address.Socket is { } path) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Address = settings.Address.With(settings.Address.Socket is null ? new Uri(addresses.First()).Port : 0);
        return server;
    }

    /// <summary>Removes a socket that nobody listens on any more.</summary>
    private static async Task FreeSocket(string path, CancellationToken cancel)
    {
        if (FileStatus.Of(path) is not { } found) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (found.IsRegular || found.IsFolder) throw new ForgeException($"unix:{path}: expected a free name for a socket, found a {(found.IsFolder ? "folder" : "file")}");
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new ForgeException($"unix:{path}: another server listens there");
    }

    /// <summary>Ends when the token is cancelled; requests under way are answered first, for up to five seconds.</summary>
    public async Task Run(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(4));
            await _app.StopAsync(patience.Token);
        }
    }

    private async Task Handle(HttpContext context)
    {
        try
        {
            var (status, body) = await Answer(context);
            await Send(context, status, body);
        }
        catch (BadHttpRequestException e)
        {
            if (!context.Response.HasStarted) await Send(context, e.StatusCode, Error(e.Message));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away.
        }
    }

    private static async Task Send(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task<(int Status, ReadOnlyMemory<byte> Body)> Answer(HttpContext context)
    {
        if (!Knows(context.Request))
            return _token is null
                ? (StatusCodes.Status421MisdirectedRequest, Error("expected the Host localhost or an address in figures: without a token, other names may be a web page's"))
                : (StatusCodes.Status401Unauthorized, Error("expected Authorization: Bearer with this server's token"));
        switch (context.Request.Path.Value)
        {
            case "/health" when HttpMethods.IsGet(context.Request.Method):
                return (StatusCodes.Status200OK, Json(w =>
                {
                    w.WriteStartObject();
                    w.WriteString("status", "ok");
                    w.WriteNumber("graded", Graded);
                    w.WriteEndObject();
                }));
            case "/grade" when HttpMethods.IsPost(context.Request.Method):
                return await GradeBody(context);
            case "/health" or "/grade":
                return (StatusCodes.Status405MethodNotAllowed, Error("expected POST /grade or GET /health"));
            default:
                return (StatusCodes.Status404NotFound, Error("expected POST /grade or GET /health"));
        }
    }

    private async Task<(int, ReadOnlyMemory<byte>)> GradeBody(HttpContext context)
    {
        IReadOnlyList<GradeQuery> queries;
        try
        {
            queries = GradeQuery.Read(await ReadBody(context));
        }
        catch (FormatException e)
        {
            return (StatusCodes.Status400BadRequest, Error(e.Message));
        }

        var answers = new GradeAnswer[queries.Count];
        for (var at = 0; at < answers.Length; at += PairsBetweenYields)
        {
            await _working.WaitAsync(context.RequestAborted);
            try
            {
                for (var i = at; i < Math.Min(answers.Length, at + PairsBetweenYields); i++) answers[i] = GradeAnswer.Of(queries[i], _settings);
            }
            finally
            {
                _working.Release();
            }

            if (at + PairsBetweenYields < answers.Length) await Task.Yield();
        }

        Interlocked.Add(ref _graded, answers.Length);
        return (StatusCodes.Status200OK, Json(w =>
        {
            w.WriteStartObject();
            w.WriteStartArray("results");
            foreach (var answer in answers) answer.Write(w, _settings.UndecidedScore);
            w.WriteEndArray();
            w.WriteEndObject();
        }));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(HttpContext context)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 4096, 256, 1 << 20));
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted);
            if (read == 0) return buffer.WrittenMemory;
            buffer.Advance(read);
        }
    }

    private bool Knows(HttpRequest request)
    {
        if (_token is null) return _settings.Address.Socket is not null || request.Host.Host is "localhost" || System.Net.IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out _);
        const string Scheme = "Bearer ";
        var given = request.Headers.Authorization.ToString();
        return given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..].Trim())), _token);
    }

    private static ReadOnlyMemory<byte> Error(string message) => Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("error", message);
        w.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(writer);
        return buffer.WrittenMemory;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _working.Dispose();
        if (_settings.Address.Socket is { } socket) File.Delete(socket);
    }
}
