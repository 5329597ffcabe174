using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataForge.Tests.Tools.Batches;

/// <summary>A batch service on loopback, in the documented formats of OpenAI and of Anthropic. Replies come in reverse order; a batch has ended when it is asked after a second time.</summary>
internal sealed partial class BatchServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Dictionary<string, string> _files = [];
    private readonly List<JsonObject> _batches = []; // the newest first
    private readonly Dictionary<string, string> _results = [];
    private readonly Dictionary<string, int> _asked = [];

    public BatchServer() => _server = new LoopbackServer(Answer);

    public Uri Address => new(_server.Address, "/v1");

    /// <summary>Batches that were made.</summary>
    public int Made => _batches.Count;

    /// <summary>The next batch is made, and its maker is not told.</summary>
    public bool Breaks { get; set; }

    /// <summary>Requests of the first batch that expire, by their place.</summary>
    public int[] Expires { get; set; } = [];

    /// <summary>Batches that the service does not know any more.</summary>
    public HashSet<string> Forgotten { get; } = [];

    /// <summary>Ended batches have no results any more.</summary>
    public bool LosesResults { get; set; }

    /// <summary>What becomes of the lines of results on their way.</summary>
    public Func<List<string>, IEnumerable<string>> Results { get; set; } = lines => lines;

    /// <summary>Requests for completions that were sent at once.</summary>
    public int Live { get; private set; }

    public IEnumerable<string> Header(string name) => _server.Requests.Select(r => r.Headers.GetValueOrDefault(name, ""));

    [GeneratedRegex("^/v1/(?:messages/)?batches/([a-z0-9]+)$")]
    private static partial Regex OneBatch();

    private async Task Answer(LoopbackServer.Seen seen, LoopbackServer.Reply reply)
    {
        var path = seen.Path.Split('?')[0];
        if (seen.Method == "POST" && path == "/v1/files")
        {
            Assert.Contains("name=purpose", seen.Body.Replace("\"", "", StringComparison.Ordinal));
            var name = $"file{_files.Count}";
            _files[name] = string.Concat(seen.Body.Split('\n').Where(l => l.StartsWith('{')).Select(l => l.TrimEnd('\r') + "\n"));
            await reply.Json(200, $$"""{"id":"{{name}}","object":"file","purpose":"batch"}""");
        }
        else if (seen.Method == "POST" && path == "/v1/batches") await Make(reply, OpenAi(seen.Json));
        else if (seen.Method == "POST" && path == "/v1/messages/batches") await Make(reply, Anthropic(seen.Json));
        else if (path is "/v1/batches" or "/v1/messages/batches") await reply.Json(200, new JsonObject { ["data"] = new JsonArray([.. _batches.Select(b => b.DeepClone())]), ["has_more"] = false }.ToJsonString());
        else if (OneBatch().Match(path) is { Success: true } lost && Forgotten.Contains(lost.Groups[1].Value)) await reply.Json(404, "{\"error\":{\"message\":\"no such batch\"}}");
        else if (LosesResults && (path.StartsWith("/v1/files/", StringComparison.Ordinal) || path.EndsWith("/results", StringComparison.Ordinal))) await reply.Json(404, "{\"error\":{\"message\":\"no such file\"}}");
        else if (OneBatch().Match(path) is { Success: true } one) await reply.Json(200, Progress(one.Groups[1].Value).ToJsonString());
        else if (path.StartsWith("/v1/files/", StringComparison.Ordinal)) await reply.Json(200, Sent(_files[path.Split('/')[3]]));
        else if (path.EndsWith("/results", StringComparison.Ordinal)) await reply.Json(200, Sent(_results[path.Split('/')[4]]));
        else if (path == "/v1/chat/completions")
        {
            Live++;
            await reply.Json(500, "{}");
        }
        else if (path == "/v1/models") await reply.Json(200, """{"object":"list","data":[{"id":"big","object":"model"}]}""");
        else await reply.Json(404, "{\"error\":{\"message\":\"no such route\"}}");
    }

    private string Sent(string lines) => string.Join('\n', Results([.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)]));

    private async Task Make(LoopbackServer.Reply reply, JsonObject batch)
    {
        _batches.Insert(0, batch);
        if (Breaks) reply.Reset();
        else await reply.Json(200, batch.ToJsonString());
        Breaks = false;
    }

    private bool Expired(int place) => _batches.Count == 0 && Expires.Contains(place);

    private JsonObject OpenAi(JsonElement request)
    {
        Assert.Equal("24h", request.GetProperty("completion_window").GetString());
        Assert.Equal("/v1/chat/completions", request.GetProperty("endpoint").GetString());
        var (good, bad) = (new List<string>(), new List<string>());
        foreach (var (place, line) in _files[request.GetProperty("input_file_id").GetString()!].Split('\n', StringSplitOptions.RemoveEmptyEntries).Index())
        {
            using var asked = JsonDocument.Parse(line);
            var body = asked.RootElement.GetProperty("body");
            Assert.False(body.TryGetProperty("stream", out _));
            Assert.Equal(1, body.GetProperty("n").GetInt32());
            var id = asked.RootElement.GetProperty("custom_id").GetString();
            if (Expired(place)) bad.Add($$$"""{"id":"r","custom_id":"{{{id}}}","response":null,"error":{"code":"batch_expired","message":"not executed before the completion window expired"}}""");
            else good.Add($$$$"""{"id":"r","custom_id":"{{{{id}}}}","response":{"status_code":200,"request_id":"q","body":{"choices":[{"index":0,"message":{"role":"assistant","content":{{{{JsonSerializer.Serialize(Text(body))}}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":5}}},"error":null}""");
        }

        good.Reverse();
        var number = _batches.Count;
        (_files[$"out{number}"], _files[$"err{number}"]) = (string.Join('\n', good), string.Join('\n', bad));
        return new JsonObject
        {
            ["id"] = $"batch{number}", ["status"] = "in_progress", ["created_at"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), ["metadata"] = JsonNode.Parse(request.GetProperty("metadata").GetRawText()),
            ["request_counts"] = new JsonObject { ["total"] = good.Count + bad.Count, ["completed"] = 0, ["failed"] = 0 },
            ["output_file_id"] = good.Count > 0 ? $"out{number}" : null, ["error_file_id"] = bad.Count > 0 ? $"err{number}" : null,
        };
    }

    private JsonObject Anthropic(JsonElement request)
    {
        var lines = new List<string>();
        foreach (var (place, asked) in request.GetProperty("requests").EnumerateArray().Index())
        {
            var (id, body) = (asked.GetProperty("custom_id").GetString()!, asked.GetProperty("params"));
            Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id);
            Assert.False(body.TryGetProperty("n", out _) || body.TryGetProperty("seed", out _));
            Assert.Equal(["user"], body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()!));
            Assert.NotEqual("", body.GetProperty("system").GetString());
            lines.Add(Expired(place) ? $$$$"""{"custom_id":"{{{{id}}}}","result":{"type":"expired"}}"""
                : $$$$$"""{"custom_id":"{{{{{id}}}}}","result":{"type":"succeeded","message":{"content":[{"type":"text","text":{{{{{JsonSerializer.Serialize(Text(body))}}}}}}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":4}}}}""");
        }

        lines.Reverse();
        _results[$"msgbatch{_batches.Count}"] = string.Join('\n', lines);
        return new JsonObject
        {
            ["id"] = $"msgbatch{_batches.Count}", ["processing_status"] = "in_progress", ["created_at"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["request_counts"] = new JsonObject { ["processing"] = lines.Count, ["succeeded"] = 0, ["errored"] = 0, ["canceled"] = 0, ["expired"] = 0 },
        };
    }

    private JsonObject Progress(string id)
    {
        var batch = _batches.Single(b => b["id"]!.GetValue<string>() == id);
        _asked[id] = _asked.GetValueOrDefault(id) + 1;
        if (_asked[id] < 2) return batch;
        if (batch.ContainsKey("processing_status")) batch["processing_status"] = "ended";
        else batch["status"] = batch["error_file_id"] is null ? "completed" : "expired";
        return batch;
    }

    /// <summary>A text that follows from the problem, so that a mixed-up id is seen.</summary>
    public static string Text(JsonElement body) => Reply(body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!);

    public static string Reply(string problem) => $"Said of \"{problem[..Math.Min(20, problem.Length)]}\": \\boxed{{{Encoding.UTF8.GetByteCount(problem)}}}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
