using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Samples of one prompt from the batching engine.</summary>
/// <remarks>
/// A sample that goes on finds its keys and values kept, or is read again in the way it came about: the prompt at once, generated tokens one at a time, added text at once.
/// Both give the same bits. Tokens that reach into a stop string are dropped; what they held before it is read again with the added text.
/// </remarks>
internal sealed class OnnxGenerationSession(LocalModel model, BatchEngine engine, string key, Prompt prompt, SamplingParameters sampling, bool continues) : IGenerationSession
{
    private readonly int[] _prompt = model.Encode(prompt);
    private readonly ConcurrentDictionary<int, Transcript> _transcripts = []; // several samples may go on at a time

    /// <summary>A sample's context up to its last turn, and what that turn generated.</summary>
    private sealed record Transcript(int Turns, IReadOnlyList<Segment> Before, Sample Last);

    public async IAsyncEnumerable<Generation> Draw(int firstRollout, int samples, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (Enumerable.Range(firstRollout, samples).Any(_transcripts.ContainsKey)) throw new ArgumentException("a rollout is drawn once in a session", nameof(firstRollout));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ended = Channel.CreateUnbounded<Sample>(); // a channel: the engine's thread tells, the caller listens in its own time
        var request = new SampleRequest(key, _prompt, sampling, samples, firstRollout) { Keep = continues, Ended = s => ended.Writer.TryWrite(s) };
        var all = engine.Generate(request, end.Token);
        var told = all.ContinueWith(
            t => ended.Writer.Complete(t.IsCanceled ? new OperationCanceledException(end.Token) : t.Exception?.InnerException),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var given = 0;
        try
        {
            await foreach (var sample in ended.Reader.ReadAllAsync(cancel))
            {
                given++;
                yield return Take(sample, [], turn: 0, _prompt.Length);
            }

            if (given == 0 && samples > 0)
                foreach (var refused in await all) // the prompt fits no slot
                    yield return Take(refused, [], turn: 0, _prompt.Length);
        }
        finally
        {
            await end.CancelAsync();
            await told;
        }
    }

    public async Task<Generation> Continue(int rollout, string added, int? maxTokens, CancellationToken cancel, bool trimmed = false)
    {
        if (!continues) throw new InvalidOperationException("the session was begun without continuing");
        if (!_transcripts.TryGetValue(rollout, out var known)) throw new ArgumentException("no such sample in this session", nameof(rollout));
        if (known.Last.Finish == FinishReason.Error) throw new ArgumentException("a sample that failed does not go on", nameof(rollout));
        var segments = Behind(known, added, trimmed);
        var request = new SampleRequest(key, _prompt, sampling with { MaxTokens = maxTokens ?? sampling.MaxTokens }, 1, rollout)
        {
            Continuation = new Continuation(known.Turns + 1, segments, known.Last.Kept),
            Keep = true,
        };
        var sample = (await engine.Generate(request, cancel))[0];
        known.Last.Kept?.Release();
        return Take(sample, segments, known.Turns + 1, request.ContextTokens);
    }

    /// <summary>The context that the next turn begins in.</summary>
    private List<Segment> Behind(Transcript known, string added, bool trimmed)
    {
        var (ids, tail) = model.Retained(known.Last.Ids, trimmed ? Trimmed(known.Last) : known.Last.StopAt);
        var stepped = Math.Min(ids.Length, Math.Max(0, known.Last.Ids.Length - 1)); // the last token drawn was not fed back
        int[] read = [.. ids[stepped..], .. model.Tokenizer.Encode(tail + added, addSpecial: false, recogniseSpecial: false)];
        if (read.Length == 0) throw new ArgumentException("a sample goes on after at least one token", nameof(added));
        List<Segment> segments = [.. known.Before];
        if (stepped > 0) segments.Add(new Segment(ids[..stepped], Generated: true));
        segments.Add(new Segment(read, Generated: false));
        return segments;
    }

    public void Restore(int rollout, IReadOnlyList<KnownTurn> turns)
    {
        var known = new Transcript(0, [], Drawn(rollout, turns[0].Generation));
        foreach (var turn in turns.Skip(1)) known = new Transcript(known.Turns + 1, Behind(known, turn.Added!, turn.Trimmed), Drawn(rollout, turn.Generation));
        if (_transcripts.TryGetValue(rollout, out var earlier)) earlier.Last.Kept?.Release();
        _transcripts[rollout] = known;
    }

    /// <summary>A turn as the engine gave it: its ids, and the byte at which a stop string ended its text.</summary>
    private Sample Drawn(int rollout, Generation turn)
    {
        int[] ids = [.. turn.Ids];
        if (model.Text(ids, null) == turn.Text) return new Sample(rollout, ids, turn.Finish, null);
        var bytes = model.Tokenizer.DecodeBytes(ids, skipSpecial: true).Length;
        var at = Enumerable.Range(1, bytes).Select(b => (int?)(bytes - b)).FirstOrDefault(b => model.Text(ids, b) == turn.Text) // a stop string stands at the end
            ?? throw new ForgeException("a kept turn's text is not that of its tokens: another model or tokenizer wrote it");
        return new Sample(rollout, ids, turn.Finish, at);
    }

    /// <summary>Bytes of a turn's text without the white space at its end; null for all of it.</summary>
    private int? Trimmed(Sample sample)
    {
        var text = model.Text(sample.Ids, sample.StopAt);
        var dropped = text.Length - text.TrimEnd().Length;
        if (dropped == 0) return sample.StopAt;
        return (sample.StopAt ?? model.Tokenizer.DecodeBytes(sample.Ids, skipSpecial: true).Length) - Encoding.UTF8.GetByteCount(text.AsSpan(text.Length - dropped));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var transcript in _transcripts.Values) transcript.Last.Kept?.Release();
        _transcripts.Clear();
        return ValueTask.CompletedTask;
    }

    private Generation Take(Sample sample, IReadOnlyList<Segment> before, int turn, int inputTokens)
    {
        _transcripts[sample.Rollout] = new Transcript(turn, before, sample);
        return model.Generation(sample, inputTokens);
    }
}
