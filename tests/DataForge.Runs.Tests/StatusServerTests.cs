using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using DataForge.Core;
using DataForge.Runs.Serving;

namespace DataForge.Tests.Runs;

/// <summary>The live page and the figures for Prometheus: what is answered, and to whom.</summary>
public sealed class StatusServerTests
{
    private const string Manifest =
        """
        forge: 1
        name: shown
        target: {stage: a, rows: 4}
        stages:
          - a: sed '/p3/d'
            in: rows.jsonl
            shards: 2
          - b: sh -c 'echo "<b>\"quoted\"</b>" >&2; exit 3'
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static StatusServer Serve(TestRun run, string host = "127.0.0.1") =>
        StatusServer.Start(string.Create(CultureInfo.InvariantCulture, $"{host}:{FreePort()}"), DataForge.Runs.Planning.Plan.Read(run.Work.PlanFile), run.Work, TimeProvider.System);

    [Fact]
    public async Task The_page_the_figures_and_the_status_tell_the_same_and_escape_what_programs_said()
    {
        using var run = new TestRun(Manifest, TestRun.Rows(6));
        Assert.Equal(ExitCode.CouldNotRun, await run.Run());
        await using var server = Serve(run);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        var page = await http.GetStringAsync("/");
        Assert.Contains("<title>Run shown: failed</title>", page);
        Assert.Contains("&lt;b&gt;&quot;quoted&quot;&lt;/b&gt;", page);
        Assert.DoesNotContain("<b>\"", page);
        Assert.Contains("http-equiv=refresh content=5", page);
        using var status = JsonDocument.Parse(await http.GetStringAsync("/status.json"));
        Assert.Equal("failed", status.RootElement.GetProperty("state").GetString());
        var figures = (await http.GetStringAsync("/metrics")).Split('\n');
        Assert.Contains("forge_run_state{run=\"shown\",state=\"failed\"} 1", figures);
        Assert.Contains("forge_stage_parts_done{stage=\"a\"} 2", figures);
        Assert.Contains("forge_stage_rows_out_total{stage=\"a\"} 5", figures);
        Assert.Contains("forge_stage_parts_failed{stage=\"b\"} 1", figures);
        Assert.Contains("forge_target_rows 4", figures);
        Assert.All(figures.Where(f => f.Length > 0 && f[0] != '#'), f => Assert.Matches("^[a-z_]+(\\{[^{}]*\\})? -?[0-9.eE+-]+$", f));
    }

    [Theory]
    [InlineData("POST", "/", 405)]
    [InlineData("DELETE", "/metrics", 405)]
    [InlineData("GET", "/plan.json", 404)]
    [InlineData("GET", "/../plan.json", 404)]
    public async Task It_takes_no_commands_and_serves_nothing_else(string method, string path, int code)
    {
        using var run = new TestRun(Manifest, TestRun.Rows(6));
        await run.Run();
        await using var server = Serve(run);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var reply = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(code, (int)reply.StatusCode);
    }

    [Fact]
    public async Task A_name_that_is_not_of_this_machine_is_refused_on_loopback()
    {
        using var run = new TestRun(Manifest, TestRun.Rows(6));
        await run.Run();
        await using var server = Serve(run);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/status.json") { Headers = { Host = "rebound.example" } };
        using var reply = await http.SendAsync(request);
        Assert.False(reply.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Another_address_needs_a_token()
    {
        using var run = new TestRun(Manifest, TestRun.Rows(6));
        await run.Run();
        Environment.SetEnvironmentVariable(StatusServer.TokenVariable, null);
        Assert.StartsWith("0.0.0.0: others can reach this address: set DATAFORGE_SERVE_TOKEN", Assert.Throws<ForgeException>(() => Serve(run, "0.0.0.0")).Message);
        Environment.SetEnvironmentVariable(StatusServer.TokenVariable, "a token of the test, long enough");
        try
        {
            await using var server = Serve(run, "0.0.0.0");
            using var http = new HttpClient { BaseAddress = new Uri(server.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };
            using (var without = await http.GetAsync(new Uri("/metrics", UriKind.Relative))) Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
            using (var wrong = await http.GetAsync(new Uri("/metrics?token=another", UriKind.Relative))) Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            using (var asked = await http.GetAsync(new Uri("/metrics?token=a%20token%20of%20the%20test,%20long%20enough", UriKind.Relative))) Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a token of the test, long enough");
            using var borne = await http.GetAsync(new Uri("/status.json", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, borne.StatusCode);
        }
        finally
        {
            Environment.SetEnvironmentVariable(StatusServer.TokenVariable, null);
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("a b:80")]
    public void What_is_no_address_is_said(string address)
    {
        using var run = new TestRun(Manifest, TestRun.Rows(1));
        Assert.StartsWith("expected HOST:PORT to serve at", Assert.Throws<ForgeException>(() => StatusServer.Start(address, run.Plan(), run.Work, TimeProvider.System)).Message);
    }
}
