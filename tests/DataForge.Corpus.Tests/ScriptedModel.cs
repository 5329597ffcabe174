using DataForge.Core;

namespace DataForge.Tests.Corpus;

/// <summary>Replies as a function of the prompt, and keeps the prompts.</summary>
internal sealed class ScriptedModel(Func<string, string> reply) : IGenerator
{
    public List<string> Asked { get; } = [];

    public string Model => "scripted";

    public string Revision => "1";

    public string Precision => "remote";

    public string Engine => "test";

    public int InFlight => 1;

    public string Render(Prompt prompt) => string.Join('\n', prompt.Messages!.Select(m => m.Content));

    public Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel)
    {
        Asked.Add(Render(request.Prompt));
        return Task.FromResult<IReadOnlyList<Generation>>([.. Enumerable.Range(0, request.Samples).Select(i => new Generation(i, reply(Asked[^1]), [], FinishReason.Stop, 1, 1))]);
    }

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
