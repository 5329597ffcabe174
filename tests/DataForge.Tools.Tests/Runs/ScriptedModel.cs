using System.Text.Json;

namespace DataForge.Tests.Tools.Runs;

/// <summary>A model behind a server that says what a script tells it: JSON lines <c>{"asks": text, "turns": [[reply, …], …]}</c>.</summary>
/// <remarks>
/// The first line whose <c>asks</c> (a text, or several that are all there) the user's last message holds answers. Of a turn's replies the request's seed takes one, so that the samples
/// of a problem differ. A turn is told by the outputs that the assistant's text holds; <c>{output}</c> in a reply is the last of them, <c>{last}</c> its last word.
/// </remarks>
internal static class ScriptedModel
{
    private sealed record Line(IReadOnlyList<string> Asks, IReadOnlyList<IReadOnlyList<string>> Turns);

    public static LoopbackServer Serve(string script)
    {
        Line[] lines = [.. File.ReadLines(script).Select(Read)];
        return new LoopbackServer(async (seen, reply) =>
        {
            var messages = seen.Json.GetProperty("messages").EnumerateArray().ToList();
            var asked = messages.Last(m => m.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!;
            var written = messages[^1].GetProperty("role").GetString() == "assistant" ? messages[^1].GetProperty("content").GetString()! : "";
            var outputs = written.Split("```output\n").Skip(1).Select(o => o.Split("\n```")[0]).ToList();
            var line = Array.Find(lines, l => l.Asks.All(a => asked.Contains(a, StringComparison.Ordinal)));
            await reply.Begin();
            for (var i = 0; i < seen.N; i++)
            {
                IReadOnlyList<string> said = line is null || outputs.Count >= line.Turns.Count ? ["I do not know."] : line.Turns[outputs.Count];
                await reply.Delta(i, said[(int)((ulong)(seen.Json.GetProperty("seed").GetInt64() + i) % (ulong)said.Count)].Replace("{output}", outputs.LastOrDefault(), StringComparison.Ordinal).Replace("{last}", outputs.LastOrDefault()?.Split(' ', '\n')[^1], StringComparison.Ordinal), "stop");
            }

            await reply.Done();
        });
    }

    private static Line Read(string json)
    {
        var e = JsonDocument.Parse(json).RootElement;
        var asks = e.GetProperty("asks");
        return new Line(
            asks.ValueKind == JsonValueKind.String ? [asks.GetString()!] : [.. asks.EnumerateArray().Select(a => a.GetString()!)],
            [.. e.GetProperty("turns").EnumerateArray().Select(t => (IReadOnlyList<string>)[.. t.EnumerateArray().Select(r => r.GetString()!)])]);
    }

    /// <summary>Skips a test where Python cannot be run.</summary>
    public static void RequireSandbox()
    {
        foreach (var needed in (string[])["/usr/bin/bwrap", "/usr/lib/python3/dist-packages/sympy"])
            if (!File.Exists(needed) && !Directory.Exists(needed)) Assert.Skip($"{needed} is missing here");
    }
}
