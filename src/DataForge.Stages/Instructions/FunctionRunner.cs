using System.Text;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>Calls verification functions on texts, each function in interpreters of its own.</summary>
/// <param name="anyModule">Functions may import anything; otherwise what <see cref="InstructionPreset.Modules"/> names.</param>
/// <param name="local">Definitions are local, as where AutoIF's code verifies responses: a function does not see a helper beside it.</param>
internal sealed class FunctionRunner(ICodeRunner runner, CodeLimits limits, bool anyModule, bool local)
{
    /// <summary>Texts of one conversation; the definition is its first block.</summary>
    private const int TextsPerConversation = 63;

    /// <summary>Whether the code defines a function, by its definition alone; the result has no value.</summary>
    public async Task<FunctionResult> Define(string code, CancellationToken cancel) => Read((await runner.Run(Request([code]), cancel))[0]);

    /// <summary>A result a text, in order.</summary>
    /// <param name="mostKills">Calls that killed the interpreter, after which the rest counts as killed, too.</param>
    public async Task<IReadOnlyList<FunctionResult>> Run(string code, IReadOnlyList<string> texts, CancellationToken cancel, int mostKills = 2)
    {
        var results = new FunctionResult[texts.Count];
        var kills = 0;
        for (var at = 0; at < texts.Count;)
        {
            var count = Math.Min(TextsPerConversation, texts.Count - at);
            var done = await runner.Run(Request([code, .. texts.Skip(at).Take(count)]), cancel);
            if (done[0].Status != ExecutionStatus.Ok)
            {
                Array.Fill(results, Read(done[0]), at, texts.Count - at);
                break;
            }

            var next = at + count;
            for (var i = 0; i < count; i++)
            {
                results[at + i] = Read(done[i + 1]);
                if (done[i + 1].Status is ExecutionStatus.Ok or ExecutionStatus.Error or ExecutionStatus.Refused) continue;
                next = at + i + 1; // the interpreter has ended
                if (++kills == mostKills)
                {
                    Array.Fill(results, results[at + i], next, texts.Count - next);
                    return results;
                }

                break;
            }

            at = next;
        }

        return results;
    }

    private CodeRequest Request(IReadOnlyList<string> blocks) =>
        new(local ? [Local(blocks[0]), .. blocks.Skip(1)] : blocks, CodeStyle.Function, limits) { Modules = anyModule ? null : InstructionPreset.Modules };

    /// <summary>What AutoIF's scripts run, with the modules that they have imported themselves.</summary>
    private static string Local(string code) => $"""
        import json, random, re, os, copy, time, logging, signal
        found = dict()
        exec({Encoding.UTF8.GetString(RowEdit.Quote(code))}, globals(), found)
        evaluate = found.get("evaluate")
        """;

    private static FunctionResult Read(Execution e) => e.Status == ExecutionStatus.Ok
        ? FunctionValue.Parse(e.Output) is { } value ? new FunctionResult(e.Status, value) : new FunctionResult(ExecutionStatus.Error, null, "its result was not understood")
        : new FunctionResult(e.Status, null, Printable.Line(e.Output, 200));
}
