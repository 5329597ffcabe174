using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>A sample as it was drawn.</summary>
/// <param name="Generation">Its text is the whole transcript where code was run.</param>
/// <param name="Tools">The calls and what was put in; null without tools.</param>
internal sealed record Draft(Generation Generation, ToolTranscript? Tools = null);

/// <summary>The samples of one problem, drawn as many at a time as are wanted.</summary>
internal interface IDraws : IAsyncDisposable
{
    /// <summary>In rollout order.</summary>
    Task<IReadOnlyList<Draft>> Draw(int first, int count, CancellationToken cancel);
}

/// <summary>Solutions in one turn.</summary>
internal sealed class PlainDraws(IGenerator generator, GenerationRequest request) : IDraws
{
    public async Task<IReadOnlyList<Draft>> Draw(int first, int count, CancellationToken cancel) =>
        [.. (await generator.Generate(request with { FirstRollout = first, Samples = count }, cancel)).Select(g => new Draft(g))];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
