using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>forge-sample --mode tir against a server whose model is a script.</summary>
public sealed class ToolSamplingToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tir-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly string Problems = string.Concat(Enumerable.Range(1, 4).Select(i => $$"""{"problem":"What is {{i}} squared?"}""" + "\n"));

    /// <summary>First a program that squares the problem's number, then what it printed.</summary>
    private static LoopbackServer Server(Func<int, bool>? breaks = null) => new(async (seen, reply) =>
    {
        if (breaks?.Invoke(seen.Number) == true)
        {
            await reply.Json(400, """{"error":{"message":"broken","code":400}}""");
            return;
        }

        var messages = seen.Json.GetProperty("messages");
        var last = messages[messages.GetArrayLength() - 1];
        var text = last.GetProperty("content").GetString()!;
        var said = last.GetProperty("role").GetString() == "user" ? $"We compute.\n```python\nprint({text.Split(' ')[2]} ** 2)\n```\n" : $"So it is \\boxed{{{text.Split("```output\n")[^1].Split('\n')[0]}}}.";
        await reply.Begin();
        for (var i = 0; i < seen.N; i++) await reply.Delta(i, said, "stop");
        await reply.Done();
    });

    private static void RequireSandbox()
    {
        foreach (var needed in (string[])["/usr/bin/bwrap", "/usr/lib/python3/dist-packages/sympy"])
            if (!File.Exists(needed) && !Directory.Exists(needed)) Assert.Skip($"{needed} is missing here");
    }

    private static string[] Args(LoopbackServer server, params string[] more) => ["--endpoint", server.Address.ToString(), "--mode", "tir", "--samples", "2", "--seed", "1", "--quiet", .. more];

    [Fact]
    public async Task Code_is_run_and_its_output_goes_into_the_text()
    {
        RequireSandbox();
        await using var server = Server();
        var run = ToolRun.Run("forge-sample", Args(server), Problems);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var rows = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(8, rows.Count);
        Assert.Equal("We compute.\n```python\nprint(3 ** 2)\n```\n```output\n9\n```\nSo it is \\boxed{9}.", rows[4].GetProperty("generation").GetString());
        Assert.Equal("""[{"code":"print(3 ** 2)\n","output":"9","status":"ok"}]""", rows[4].GetProperty("tool_calls").GetRawText());
        Assert.Equal("[[39,56]]", rows[4].GetProperty("mask").GetRawText());
        Assert.Contains(server.Requests, r => r.Json.GetProperty("stop").GetRawText() == """["\n\n---","```output"]""");
    }

    [Fact]
    public async Task A_resumed_run_asks_for_the_missing_transcripts_alone_and_gives_the_same_bytes()
    {
        RequireSandbox();
        var whole = Path.Combine(_folder, "whole.jsonl");
        await using (var server = Server()) Assert.Equal(0, ToolRun.Run("forge-sample", Args(server, "--out", whole), Problems).ExitCode);
        var parted = Path.Combine(_folder, "parted.jsonl");
        await using (var server = Server(n => n is 3 or 7 or 9))
            Assert.Equal(1, ToolRun.Run("forge-sample", Args(server, "--out", parted, "--retries", "0", "--in-flight", "1"), Problems).ExitCode);

        await using var again = Server();
        string[] args = Args(again, "--out", parted, "--resume", "--accept-changes"); // the server has another port
        var run = ToolRun.Run("forge-sample", args, Problems);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(parted));
        Assert.InRange(again.Requests.Count, 3, 8);
    }
}
