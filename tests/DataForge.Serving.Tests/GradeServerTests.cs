using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DataForge.Answers;
using DataForge.Core;
using DataForge.Serving;

namespace DataForge.Tests.Serving;

public sealed class GradeServerTests
{
    private static Task<GradeServer> Start(string address = "127.0.0.1:0", string? token = null, double? undecided = 0) =>
        GradeServer.Start(new GradeServerSettings(ServerAddress.Parse(address), token, VerifyOptions.Default, undecided, null), CancellationToken.None);

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<(HttpStatusCode Status, string Text)> Post(HttpClient client, string address, string json)
    {
        using var reply = await client.PostAsync(new Uri(address + "/grade"), Body(json));
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }

    private static HttpClient OfSocket(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    [Fact]
    public async Task A_batch_gets_a_verdict_for_each_pair_in_order()
    {
        await using var server = await Start();
        using var client = new HttpClient();
        var (status, text) = await Post(client, server.Address,
            """{"pairs":[{"gold":"$\\frac12$","generation":"so it is \\boxed{0.5}"},{"gold":"3","answer":"4"},{"gold":"3","generation":"I do not know."},{"gold":"2.33","answer":"7/3","problem":"Round to two decimals."},{"gold":7,"answer":"7"}]}""");
        Assert.Equal(HttpStatusCode.OK, status);
        using var json = JsonDocument.Parse(text);
        Assert.Equal([(true, 1.0, "0.5"), (false, 0.0, "4"), (false, 0.0, null), (true, 1.0, "7/3"), (true, 1.0, "7")],
            json.RootElement.GetProperty("results").EnumerateArray().Select(r => (r.GetProperty("is_correct").GetBoolean(), r.GetProperty("score").GetDouble(), r.GetProperty("predicted_answer").GetString())));
        Assert.Equal(5, server.Graded);
    }

    [Fact]
    public async Task One_pair_may_stand_alone_and_a_socket_answers_as_an_address_does()
    {
        var path = Path.Combine(Path.GetTempPath(), $"grade-{Environment.ProcessId}.sock");
        await using (var server = await Start("unix:" + path))
        {
            Assert.Equal("unix:" + path, server.Address);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            using var client = OfSocket(path);
            var (status, text) = await Post(client, "http://localhost", """{"gold":"1/3","answer":"\\frac{2}{6}"}""");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.StartsWith("""{"results":[{"is_correct":true,"score":1,""", text, StringComparison.Ordinal);
            Assert.Contains("another server listens there", (await Assert.ThrowsAsync<ForgeException>(() => Start("unix:" + path))).Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_socket_that_a_killed_server_left_is_taken_over_and_a_file_is_not()
    {
        var path = Path.Combine(Path.GetTempPath(), $"stale-{Environment.ProcessId}.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) left.Bind(new UnixDomainSocketEndPoint(path));
        await using (await Start("unix:" + path)) { }
        await File.WriteAllTextAsync(path, "mine");
        await Assert.ThrowsAsync<ForgeException>(() => Start("unix:" + path));
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        File.Delete(path);
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(null, "null")]
    public async Task An_undecided_pair_scores_as_the_server_was_told(double? score, string said)
    {
        await using var server = await Start(undecided: score);
        using var client = new HttpClient();
        var (_, text) = await Post(client, server.Address, """{"gold":"f is continuous but nowhere differentiable","answer":"the function has no derivative anywhere"}""");
        Assert.StartsWith($$"""{"results":[{"is_correct":null,"score":{{said}},""", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "expected JSON")]
    [InlineData("[]", "expected an object with pairs")]
    [InlineData("""{"pairs":7}""", "pairs: expected a list")]
    [InlineData("""{"pairs":[7]}""", "pair 0: expected an object")]
    [InlineData("""{"pairs":[{"gold":"1","answer":"1"},{"answer":"1"}]}""", "pair 1: expected a text gold")]
    [InlineData("""{"gold":"1"}""", "pair 0: expected either generation or answer")]
    [InlineData("""{"gold":"1","answer":"1","generation":"1"}""", "pair 0: expected either generation or answer")]
    [InlineData("""{"gold":"1","answer":["1"]}""", "pair 0: answer: expected a text")]
    [InlineData("""{"gold":"1","answer":"\ud800"}""", "expected")]
    [InlineData("""{"pairs":[[[[[[[[[[[[[[[[[[[[""", "expected JSON")]
    public async Task A_request_that_is_none_is_told_what_was_expected(string body, string message)
    {
        await using var server = await Start();
        using var client = new HttpClient();
        var (status, text) = await Post(client, server.Address, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var json = JsonDocument.Parse(text);
        Assert.Contains(message, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_pairs_and_too_long_a_body_are_refused()
    {
        await using var server = await Start();
        using var client = new HttpClient();
        var pairs = string.Join(',', Enumerable.Repeat("""{"gold":"1","answer":"1"}""", GradeServerSettings.MostPairs + 1));
        Assert.Equal(HttpStatusCode.BadRequest, (await Post(client, server.Address, $$"""{"pairs":[{{pairs}}]}""")).Status);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /grade HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {17 << 20}\r\n\r\n"));
        using var reader = new StreamReader(tcp.GetStream());
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync());
        Assert.Equal(HttpStatusCode.OK, (await Post(client, server.Address, """{"gold":"1","answer":"1"}""")).Status);
    }

    [Fact]
    public async Task Other_paths_methods_and_hosts_are_refused()
    {
        await using var server = await Start();
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri(server.Address + "/health"));
        Assert.Equal("""{"status":"ok","graded":0}""", await health.Content.ReadAsStringAsync());
        using var get = await client.GetAsync(new Uri(server.Address + "/grade"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        using var other = await client.GetAsync(new Uri(server.Address + "/../etc/passwd"));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address + "/health")) { Headers = { Host = "evil.example" } };
        using var refused = await client.SendAsync(rebound);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
        Assert.StartsWith("""{"error":"expected the Host localhost""", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_others_reach_needs_a_token_and_every_request_must_bear_it()
    {
        Assert.Contains("needs a token", (await Assert.ThrowsAsync<ForgeException>(() => Start("0.0.0.0:0"))).Message, StringComparison.Ordinal);
        await using var server = await Start(token: "secret");
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post(client, server.Address, """{"gold":"1","answer":"1"}""")).Status);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secre");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Post(client, server.Address, """{"gold":"1","answer":"1"}""")).Status);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(HttpStatusCode.OK, (await Post(client, server.Address, """{"gold":"1","answer":"1"}""")).Status);
    }

    [Theory]
    [InlineData("unix:/run/grade.sock", true, "unix:/run/grade.sock")]
    [InlineData("http://localhost:81", true, "http://127.0.0.1:81")]
    [InlineData("127.8.0.1:0", true, "http://127.8.0.1:0")]
    [InlineData("[::1]:82", true, "http://[::1]:82")]
    [InlineData("0.0.0.0:83", false, "http://0.0.0.0:83")]
    [InlineData("http://192.168.1.7:84/", false, "http://192.168.1.7:84")]
    public void Addresses_are_read_and_known_as_local_or_not(string text, bool local, string written)
    {
        var address = ServerAddress.Parse(text);
        Assert.Equal(local, address.IsLocal);
        Assert.Equal(written, address.With(address.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("grade.example:80")]
    [InlineData("http://127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("https://127.0.0.1:1")]
    public void What_is_no_address_is_refused(string text) => Assert.Throws<ForgeException>(() => ServerAddress.Parse(text));

    /// <summary>Broken HTTP, half requests, bytes and closed connections, beside requests that must be answered.</summary>
    [Fact]
    public async Task Hostile_clients_do_not_keep_others_from_their_answers()
    {
        await using var server = await Start();
        var port = new Uri(server.Address).Port;
        using var client = new HttpClient();
        string[] broken =
        [
            "POST /grade HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{\"gold\":", "GET / HTTP/9.9\r\n\r\n", "\0\u0001\u0002\r\n\r\n", "POST /grade HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
            "POST /grade HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", $"GET /{new string('a', 100_000)} HTTP/1.1\r\n\r\n", "",
        ];
        var sockets = new List<TcpClient>();
        foreach (var text in Enumerable.Repeat(broken, 8).SelectMany(b => b))
        {
            var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, port);
            try
            {
                await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
            }
            catch (IOException)
            {
                // The server has closed a connection that it will not hear out.
            }

            sockets.Add(tcp);
        }

        string[] answers = ["\\boxed{" + new string('{', 3000), string.Concat(Enumerable.Repeat("\\frac{", 2000)), new string('9', 100_000) + "^{" + new string('9', 1000) + "}", "9^{9^{9^{9}}}", "\0\u202E", string.Concat(Enumerable.Repeat("(x+1)", 5000))];
        foreach (var answer in answers)
        {
            var (status, text) = await Post(client, server.Address, JsonSerializer.Serialize(new { gold = "x^2", answer }));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.DoesNotContain("\"is_correct\":true", text, StringComparison.Ordinal);
        }

        foreach (var socket in sockets) socket.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await Post(client, server.Address, """{"gold":"1","answer":"1"}""")).Status);
    }

    [Fact]
    public async Task Sixty_four_requests_in_flight_are_answered_at_once()
    {
        await using var server = await Start();
        using var client = new HttpClient();
        var times = new System.Collections.Concurrent.ConcurrentBag<double>();
        async Task Worker(int worker)
        {
            for (var i = 0; i < 40; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var (status, text) = await Post(client, server.Address, JsonSerializer.Serialize(new { gold = $"{worker}", generation = $"Adding up gives \\boxed{{\\frac{{{2 * worker}}}{{2}}}}." }));
                if (i >= 10) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                Assert.Equal(HttpStatusCode.OK, status);
                Assert.Contains("\"is_correct\":true", text, StringComparison.Ordinal);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 64).Select(Worker));
        Assert.Equal(64 * 40, server.Graded);
        var sorted = times.Order().ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"p50 {sorted[sorted.Length / 2]:0.0} ms, p99 {sorted[sorted.Length * 99 / 100]:0.0} ms");
    }
}
