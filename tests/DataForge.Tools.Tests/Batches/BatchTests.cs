using System.Text.Json;

namespace DataForge.Tests.Tools.Batches;

/// <summary>Requests that go into batches: sent once, whatever breaks; replies in any order; expired and failed lines stay open.</summary>
public sealed class BatchTests : IDisposable
{
    private const string Secret = "sk-of-the-test-0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("batch-").FullName;
    private readonly string[] _problems = [.. Enumerable.Range(1, 4).Select(i => $"{i} birds sit on a wire, and {i + 1} more come. How many sit there now?")];

    public BatchTests() => File.WriteAllLines(At("problems.jsonl"), _problems.Select(p => $"{{\"problem\":{JsonSerializer.Serialize(p)}}}"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private ToolResult Sample(string more) => ToolRun.Shell($"forge-sample --model big --samples 2 --out {At("drawn.jsonl")} {more} {At("problems.jsonl")}", environment: new Dictionary<string, string?> { ["OPENAI_API_KEY"] = Secret, ["ANTHROPIC_API_KEY"] = Secret });

    private string[] Drawn() => [.. File.ReadLines(At("drawn.jsonl")).Select(l =>
    {
        using var row = JsonDocument.Parse(l);
        return $"{row.RootElement.GetProperty("problem").GetString()} {row.RootElement.GetProperty("rollout").GetInt32()} {row.RootElement.GetProperty("generation").GetString()}";
    })];

    private IEnumerable<string> Expected() => _problems.SelectMany(p => new[] { $"{p} 0 {BatchServer.Reply(p)}", $"{p} 1 {BatchServer.Reply(p)}" });

    private void RequireNoKey()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)) Assert.DoesNotContain(Secret, File.ReadAllText(file));
    }

    [Fact]
    public async Task A_batch_whose_sender_was_not_told_of_it_is_found_again_and_what_expired_goes_into_the_next_one()
    {
        await using var server = new BatchServer { Breaks = true, Expires = [3] };
        var openai = $"--endpoint {server.Address} --retries 0 --batch";
        var broken = Sample($"{openai} submit");
        Assert.Equal(2, broken.ExitCode);
        Assert.Equal(1, server.Made);
        var unsent = Sample($"{openai} collect");
        Assert.Equal(2, unsent.ExitCode);
        Assert.Contains("batch 1 was not sent: submit again", unsent.Error);
        var found = Sample($"{openai} submit");
        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Contains("batch 1: 8 requests, had been sent before: batch0", found.Error);
        Assert.Equal(1, server.Made);
        var early = Sample($"{openai} collect");
        Assert.Equal(2, early.ExitCode);
        Assert.Contains("batch 1 (batch0): in_progress, 0 of 8 requests done; collect again later", early.Error);
        Assert.False(File.Exists(At("drawn.jsonl")));
        var some = Sample($"{openai} collect");
        Assert.Equal(1, some.ExitCode);
        Assert.Contains("1 generations failed, the first with: not executed before the completion window expired", some.Error);
        Assert.Equal(7, Drawn().Length);
        var swapped = Sample($"{openai} submit --temperature 0.9");
        Assert.Equal(2, swapped.ExitCode);
        Assert.Contains("temperature", swapped.Error);
        var rest = Sample($"{openai} submit");
        Assert.Contains("batch 2: 1 request: batch1", rest.Error);
        RequireNoKey();
        var whole = Sample($"{openai} collect --batch-wait 20");
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Expected(), Drawn());
        Assert.Equal(2, server.Made);
        Assert.Equal(["drawn.jsonl", "problems.jsonl"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Anthropic_s_batches_are_sent_waited_for_and_taken_in_by_one_command_and_what_expired_by_its_repetition()
    {
        await using var server = new BatchServer { Expires = [0, 5] };
        var anthropic = $"--batch-api anthropic --endpoint {server.Address} --batch run";
        var some = Sample(anthropic);
        Assert.Equal(1, some.ExitCode);
        Assert.Equal(6, Drawn().Length);
        Assert.All(server.Header("x-api-key"), key => Assert.Equal(Secret, key));
        Assert.All(server.Header("anthropic-version"), version => Assert.Equal("2023-06-01", version));
        RequireNoKey();
        var whole = Sample(anthropic);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Expected(), Drawn());
        Assert.Equal(2, server.Made);
    }

    [Fact]
    public void Files_for_run_batch_are_answered_by_a_file_beside_them_and_lines_that_it_lacks_or_failed_stay_open()
    {
        const string Vllm = "--batch-api vllm --batch";
        var sent = Sample($"{Vllm} submit");
        Assert.True(sent.ExitCode == 0, sent.Error);
        var (requests, results) = (At("drawn.jsonl.batches/0001.requests.jsonl"), At("drawn.jsonl.batches/0001.results.jsonl"));
        Assert.Contains($"vllm run-batch -i {requests} -o {results}", sent.Error);
        Assert.Equal(2, Sample($"{Vllm} collect").ExitCode);
        var replies = File.ReadLines(requests).Select(l => JsonDocument.Parse(l).RootElement).Select(r =>
            $$$$"""{"id":"vllm-1","custom_id":"{{{{r.GetProperty("custom_id").GetString()}}}}","response":{"status_code":200,"request_id":"q","body":{"choices":[{"index":0,"message":{"role":"assistant","content":{{{{JsonSerializer.Serialize(BatchServer.Text(r.GetProperty("body")))}}}}},"finish_reason":"stop","token_ids":[1,2,3]}],"usage":{"prompt_tokens":11,"completion_tokens":3}}},"error":null}""").ToList();
        var good = replies[1];
        replies[1] = $"{good[..good.IndexOf("\"response\"", StringComparison.Ordinal)]}\"response\":{{\"status_code\":400,\"body\":{{\"error\":{{\"message\":\"too long\"}}}}}},\"error\":null}}";
        File.WriteAllLines(results, replies.Skip(1).Append(replies[2]).Append("{\"custom_id\":\"of another run\",\"response\":null,\"error\":null}"));
        var some = Sample($"{Vllm} collect");
        Assert.Equal(1, some.ExitCode);
        Assert.Contains("2 generations failed", some.Error);
        Assert.Contains("2 replies to requests that its batch does not hold, or a second time; passed over", some.Error);
        Assert.Equal(Expected().Skip(2), Drawn());
        Sample($"{Vllm} submit");
        File.WriteAllLines(At("drawn.jsonl.batches/0002.results.jsonl"), [replies[0], good]);
        var whole = Sample($"{Vllm} collect");
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Expected(), Drawn());
    }

    [Theory]
    [InlineData("--batch run --mode tir", "draws that go turn by turn")]
    [InlineData("--batch-api vllm", "--batch-api: goes with --batch")]
    [InlineData("--batch collect --batch-api vllm", "holds no batches")]
    [InlineData("--batch submit --batch-api vllm --replay calls", "--replay: goes without --batch")]
    public void What_cannot_go_into_a_batch_is_said(string options, string said)
    {
        var run = Sample(options);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Error);
    }
}
