using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Samples of one prompt from a server, one request each.</summary>
/// <remarks>
/// A sample goes on by sending the conversation so far: as an assistant's turn to be continued, or as a longer raw prompt. What cannot be kept on this side: the server's key-value cache
/// (its own prefix cache may hold it), the token boundaries at the end of the text so far, which the server tokenizes anew, and reasoning that it kept apart, without which a sample does not go on.
/// </remarks>
internal sealed class OpenAiGenerationSession(OpenAiGenerator generator, string key, Prompt prompt, SamplingParameters sampling, bool continues) : IGenerationSession
{
    private readonly ConcurrentDictionary<int, Transcript> _transcripts = []; // several samples may go on at a time

    private sealed record Transcript(int Turns, string Text, Generation Last);

    public async IAsyncEnumerable<Generation> Draw(int firstRollout, int samples, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (Enumerable.Range(firstRollout, samples).Any(_transcripts.ContainsKey)) throw new ArgumentException("a rollout is drawn once in a session", nameof(firstRollout));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var drawn = Enumerable.Range(firstRollout, samples).Select(r => generator.Generate(new GenerationRequest(key, prompt, sampling, 1, r), end.Token)).ToList();
        try
        {
            await foreach (var one in Task.WhenEach(drawn).WithCancellation(cancel))
            {
                var generation = (await one)[0];
                _transcripts[generation.Rollout] = new Transcript(0, generation.Text, generation);
                yield return generation;
            }
        }
        finally
        {
            await end.CancelAsync();
            foreach (var one in drawn) await one.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public async Task<Generation> Continue(int rollout, string added, int? maxTokens, CancellationToken cancel, bool trimmed = false)
    {
        if (!continues) throw new InvalidOperationException("the session was begun without continuing");
        if (!_transcripts.TryGetValue(rollout, out var known)) throw new ArgumentException("no such sample in this session", nameof(rollout));
        if (known.Last.Finish == FinishReason.Error) throw new ArgumentException("a sample that failed does not go on", nameof(rollout));
        if (known.Last.Reasoning is not null)
            throw new ForgeException($"endpoint {generator.Address}: a sample whose reasoning the server keeps apart cannot go on; serve the model without its reasoning parser");
        var text = (trimmed ? known.Text.TrimEnd() : known.Text) + added;
        var turn = known.Turns + 1;
        var request = new GenerationRequest($"{key}/turn {turn}", With(text), sampling with { MaxTokens = maxTokens ?? sampling.MaxTokens }, 1, rollout);
        var generation = (await generator.Generate(request, cancel))[0];
        _transcripts[rollout] = new Transcript(turn, text + generation.Text, generation);
        return generation;
    }

    public void Restore(int rollout, IReadOnlyList<KnownTurn> turns)
    {
        var text = "";
        foreach (var turn in turns) text = (turn.Trimmed ? text.TrimEnd() : text) + turn.Added + turn.Generation.Text;
        _transcripts[rollout] = new Transcript(turns.Count - 1, text, turns[^1].Generation);
    }

    public ValueTask DisposeAsync()
    {
        _transcripts.Clear();
        return ValueTask.CompletedTask;
    }

    private Prompt With(string text) => prompt switch
    {
        { Raw: { } raw } => new Prompt(Raw: raw + text),
        { Ids: not null } => throw new ForgeException("a sample behind token ids cannot go on at a server, whose vocabulary is not known here"),
        _ when !generator.ContinuesTurns => throw new ForgeException($"endpoint {generator.Address}: OpenAI's service does not write on within an assistant's turn"),
        _ => new Prompt([.. prompt.Messages!, new Message("assistant", text)]),
    };
}
