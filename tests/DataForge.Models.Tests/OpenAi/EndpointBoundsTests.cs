using System.IO.Compression;
using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>Replies that are too long, glued together, compressed or of another kind than they claim.</summary>
public sealed class EndpointBoundsTests
{
    private const string Glued = "the server sent several choices under one index, so 2 samples cannot be told apart; ask for one a request, with --samples 1";

    private static readonly SamplingParameters Sampling = new(0.7, 0.8, 20, 8, [], 1);

    private static async Task<IReadOnlyList<Generation>> Ask(LoopbackServer server, int samples = 1)
    {
        var settings = new BackendSettings("m", server.Address, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", FirstByteTimeout: TimeSpan.FromSeconds(20), IdleTimeout: TimeSpan.FromSeconds(20), Retries: 1);
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(settings, TimeSpan.FromMilliseconds(2)), "m", CancellationToken.None);
        return await generator.Generate(new GenerationRequest("p", new Prompt([new Message("user", "1+1?")]), Sampling, samples), CancellationToken.None);
    }

    private static string Whole(params (int Index, string Text)[] choices) =>
        JsonSerializer.Serialize(new { choices = choices.Select(c => new { index = c.Index, message = new { content = c.Text }, finish_reason = "stop" }) });

    private static async Task<(Generation Got, int Requests)> One(Func<LoopbackServer.Seen, LoopbackServer.Reply, Task> handle)
    {
        await using var server = new LoopbackServer(handle);
        var got = Assert.Single(await Ask(server));
        return (got, server.Requests.Count);
    }

    [Fact]
    public async Task A_text_longer_than_its_tokens_can_be_is_a_failure_and_not_asked_for_again()
    {
        const string Said = "the text is longer than 5120 characters, the most that max_tokens 8 can be";
        var (streamed, asked) = await One(async (_, reply) =>
        {
            await reply.Begin();
            for (var i = 0; i < 6; i++) await reply.Delta(0, new string('x', 1000));
            await reply.Delta(0, "", "stop");
        });
        Assert.Equal((FinishReason.Error, Said, 1), (streamed.Finish, streamed.Error, asked));
        var (whole, _) = await One((_, reply) => reply.Json(200, Whole((0, new string('x', 5121)))));
        Assert.Equal((FinishReason.Error, Said), (whole.Finish, whole.Error));
        var (fits, _) = await One((_, reply) => reply.Json(200, Whole((0, new string('x', 5120)))));
        Assert.Equal((FinishReason.Stop, 5120), (fits.Finish, fits.Text.Length));
    }

    [Theory]
    [InlineData("text/event-stream", ": keep-alive ")]
    [InlineData("text/event-stream", "data: ")]
    [InlineData("application/json", "{\"choices\":[{\"message\":{\"content\":\"")]
    public async Task A_reply_of_more_bytes_than_the_request_can_need_is_a_failure(string type, string beginning)
    {
        var (got, asked) = await One(async (_, reply) =>
        {
            await reply.Raw($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n{beginning}");
            for (var i = 0; i < 40; i++) await reply.Raw(new string('y', 1 << 16));
        });
        Assert.Equal((FinishReason.Error, "the reply is larger than 1081344 bytes, the most that such a request is answered with", 1), (got.Finish, got.Error, asked));
    }

    [Fact]
    public async Task Choices_that_all_have_index_0_are_a_failure_and_not_one_glued_text()
    {
        await using var streaming = new LoopbackServer(async (seen, reply) =>
        {
            await reply.Begin();
            for (var i = 0; i < seen.N; i++) await reply.Delta(0, $"text {i}", "stop");
        });
        var got = await Ask(streaming, 2);
        Assert.Equal([(FinishReason.Error, Glued), (FinishReason.Stop, null)], got.Select(g => (g.Finish, g.Error))); // the second is asked for alone
        Assert.Equal("text 0", got[1].Text);

        await using var interleaved = new LoopbackServer(async (seen, reply) =>
        {
            await reply.Begin();
            foreach (var piece in (string[])["a", "b", "c", "d"]) await reply.Delta(0, piece);
            for (var i = 0; i < seen.N; i++) await reply.Delta(0, "", "stop");
        });
        Assert.Equal(Glued, (await Ask(interleaved, 2))[0].Error);

        await using var whole = new LoopbackServer((seen, reply) => reply.Json(200, Whole([.. Enumerable.Range(0, seen.N).Select(i => (0, $"text {i}"))])));
        Assert.Equal(Glued, (await Ask(whole, 2))[0].Error);
    }

    [Fact]
    public async Task Text_after_the_finish_reason_is_a_failure()
    {
        var (got, _) = await One(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Delta(0, "answer", "stop");
            await reply.Delta(0, " and more");
        });
        Assert.Equal((FinishReason.Error, "the server sent text after the finish reason"), (got.Finish, got.Error));
        var (repeated, _) = await One(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Delta(0, "answer", "stop");
            await reply.Delta(0, "", "stop"); // some servers close a stream with an event that says it again
        });
        Assert.Equal((FinishReason.Stop, "answer"), (repeated.Finish, repeated.Text));
    }

    [Fact]
    public async Task Choices_without_an_index_go_by_their_place()
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(200, """{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]}"""));
        Assert.Equal(["a", "b"], (await Ask(server, 2)).Select(g => g.Text));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_reply_that_was_compressed_unasked_is_read(string encoding)
    {
        var (got, _) = await One((_, reply) => reply.Raw(Compressed(encoding, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")));
        Assert.Equal(("yes", FinishReason.Stop), (got.Text, got.Finish));
    }

    [Fact]
    public async Task A_compressed_reply_is_bounded_by_what_it_holds()
    {
        var (got, _) = await One((_, reply) => reply.Raw(Compressed("gzip", new string(' ', 64 << 20))));
        Assert.Equal("the reply is larger than 1081344 bytes, the most that such a request is answered with", got.Error);
    }

    private static byte[] Compressed(string encoding, string text)
    {
        using var bytes = new MemoryStream();
        using (Stream to = encoding switch { "gzip" => new GZipStream(bytes, CompressionLevel.Optimal, true), "deflate" => new ZLibStream(bytes, CompressionLevel.Optimal, true), _ => new BrotliStream(bytes, CompressionLevel.Fastest, true) })
            to.Write(Encoding.UTF8.GetBytes(text));
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: {encoding}\r\nConnection: close\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes.ToArray()];
    }

    [Theory]
    [InlineData("application/json", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("text/plain", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("text/event-stream", "\uFEFF\n {\"choices\":[{\"index\":0,\"message\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}")]
    [InlineData("text/html", "{\"choices\":[{\"index\":0,\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"ye\"},{\"type\":\"text\",\"text\":\"s\"}]},\"finish_reason\":\"stop\"}]}")]
    [InlineData("application/json", "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":99999999999999}}")]
    public async Task A_reply_is_read_as_what_it_is_whatever_its_content_type(string type, string body)
    {
        var (got, _) = await One((_, reply) => reply.Raw($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n{body}"));
        Assert.Equal(("yes", FinishReason.Stop), (got.Text, got.Finish));
    }

    [Theory]
    [InlineData("<html><body>Please log in</body></html>", "the reply is a web page, as of a proxy or a login: <html><body>Please log in</body></html>")]
    [InlineData("upstream \u001b[31mbusy", "the reply is no JSON: upstream \\u001b[31mbusy")]
    [InlineData("", "the reply is empty")]
    public async Task Another_reply_is_named_and_printable(string body, string said)
    {
        var (got, asked) = await One((_, reply) => reply.Raw($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n{body}"));
        Assert.Equal((said, 2), (got.Error, asked));
    }

    [Fact]
    public async Task A_refusal_and_a_finish_reason_are_told_in_printable_words()
    {
        var (refused, _) = await One((_, reply) => reply.Json(200, """{"choices":[{"index":0,"message":{"content":null,"refusal":"I cannot\nhelp"},"finish_reason":"stop"}]}"""));
        Assert.Equal((FinishReason.Error, "the model refused: I cannot help"), (refused.Finish, refused.Error));
        var (odd, _) = await One((_, reply) => reply.Json(200, """{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"\u001b[31mX"}]}"""));
        Assert.Equal("finish reason \\u001b[31mX", odd.Error);
    }

    [Theory]
    [InlineData("""{"content":null}""", "stop", "", 0, 5, "the reply has no content")]
    [InlineData("""{"role":"assistant"}""", "length", "", 0, 5, "the reply has no content")]
    [InlineData("""{"content":null,"reasoning_content":"","tool_calls":[]}""", "stop", "", 0, 5, "the reply has no content")]
    [InlineData("""{"content":null}""", "content_filter", "", 0, 5, "finish reason content_filter")]
    [InlineData("""{"content":""}""", "stop", "", 1, 5, null)]
    [InlineData("""{"content":null,"reasoning_content":"hm"}""", "stop", "", 1, 5, null)]
    [InlineData("""{"content":null,"tool_calls":[{"id":"c"}]}""", "stop", "", 1, 5, null)]
    public async Task A_finished_reply_without_content_is_a_failed_request_whose_tokens_count(string message, string finish, string text, int finished, int tokens, string? error)
    {
        var (got, _) = await One((_, reply) => reply.Json(200, $$$"""{"choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{finish}}}"}],"usage":{"prompt_tokens":7,"completion_tokens":5}}"""));
        Assert.Equal((text, finished == 1, 7, tokens, error), (got.Text, got.Finish != FinishReason.Error, got.InputTokens, got.GeneratedTokens, got.Error));
    }
}
