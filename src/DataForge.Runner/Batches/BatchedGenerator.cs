using DataForge.Core;

namespace DataForge.Runner;

/// <summary>A model whose replies come in batches: what is answered is in the journal; everything else is noted for a batch, or told as open.</summary>
internal sealed class BatchedGenerator(IBatchModel inner, CallJournal journal, BatchBook book) : IGenerator
{
    public string Model => inner.Model;

    public string Revision => inner.Revision;

    public string Precision => inner.Precision;

    public string Engine => inner.Engine;

    public int InFlight => inner.InFlight;

    public string Render(Prompt prompt) => inner.Render(prompt);

    public Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel)
    {
        var hash = Journaled.Generator.PromptHash(inner, request);
        var results = new Generation[request.Samples];
        for (var i = 0; i < results.Length; i++)
        {
            var rollout = request.FirstRollout + i;
            var id = Journaled.Generator.SampleId(inner, request, rollout, hash);
            using var reply = journal.Take(id);
            if (reply is not null)
            {
                results[i] = GenerationJson.Read(reply.RootElement, rollout);
                continue;
            }

            var open = book.Ask(id, () => inner.Line(id, request, rollout));
            results[i] = new Generation(rollout, "", [], FinishReason.Error, open.InputTokens, open.GeneratedTokens, Error: open.Why);
        }

        return Task.FromResult<IReadOnlyList<Generation>>(results);
    }

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => inner.Begin(key, prompt, sampling, continues);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
