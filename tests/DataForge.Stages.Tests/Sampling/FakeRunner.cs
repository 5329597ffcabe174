using System.Collections.Concurrent;
using DataForge.Core;

namespace DataForge.Stages.Tests;

/// <summary>An interpreter of nothing: a function from a block to its result.</summary>
internal sealed class FakeRunner(Func<string, Execution> run) : ICodeRunner
{
    public ConcurrentQueue<CodeRequest> Requests { get; } = new();

    public string Version => "fake 1";

    public int InFlight => 2;

    public async Task<IReadOnlyList<Execution>> Run(CodeRequest request, CancellationToken cancel)
    {
        await Task.Yield();
        Requests.Enqueue(request);
        return [.. request.Blocks.Select(run)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
