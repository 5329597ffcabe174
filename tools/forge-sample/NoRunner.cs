using DataForge.Core;

namespace DataForge.Tools.Sample;

/// <summary>In place of a sandbox where only the prompt is shown.</summary>
internal sealed class NoRunner : ICodeRunner
{
    public string Version => "none";

    public int InFlight => 1;

    public Task<IReadOnlyList<Execution>> Run(CodeRequest request, CancellationToken cancel) => throw new InvalidOperationException("nothing is run where a prompt is shown");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
