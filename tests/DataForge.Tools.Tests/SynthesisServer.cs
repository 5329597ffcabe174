using System.Text.Json;
using DataForge.Core;

namespace DataForge.Tests.Tools;

/// <summary>A server whose texts follow from the prompt and the seed alone, and whose replies take their time in an order of their own.</summary>
internal static class SynthesisServer
{
    public static LoopbackServer Start(Func<LoopbackServer.Seen, LoopbackServer.Reply, Task>? first = null) => new(async (seen, reply) =>
    {
        if (first is not null) await first(seen, reply);
        await Answer(seen, reply);
    });

    public static string Prompt(LoopbackServer.Seen seen) =>
        seen.Json.TryGetProperty("messages", out var messages) ? messages.EnumerateArray().Last().GetProperty("content").GetString()! : seen.Json.GetProperty("prompt").ToString();

    private static async Task Answer(LoopbackServer.Seen seen, LoopbackServer.Reply reply)
    {
        var prompt = Prompt(seen);
        var seed = seen.Json.GetProperty("seed").GetInt64();
        await Task.Delay((int)(StableHash.Of($"{prompt}{seed}") % 40));
        await reply.Begin();
        for (var i = 0; i < seen.N; i++)
        {
            var draw = StableHash.Of($"{prompt}{seed + i}") % 100;
            var text = prompt.Contains("\n\nProblem: ", StringComparison.Ordinal)
                ? draw < 20 ? "I cannot do that." : $"Sure!\n\n**New problem:** A bag holds {draw} marbles {{x}}. How many are in 3 bags?\n\nSolution: {3 * draw}"
                : draw < 10 ? "" : $"It is {draw}: \\boxed{{{draw % 7}}}";
            await reply.Event($$$"""{"choices":[{"index":{{{i}}},"delta":{"content":{{{JsonSerializer.Serialize(text)}}}},"finish_reason":"{{{(draw >= 90 ? "length" : "stop")}}}","token_ids":[1,2,3]}]}""");
        }

        await reply.Event("""{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":9}}""");
        await reply.Done();
    }
}
