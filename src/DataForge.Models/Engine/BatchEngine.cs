using System.Collections.Concurrent;

using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Continuous batching: requests enter and leave a running batch; one thread runs all steps.</summary>
/// <remarks>
/// Running sequences always fill the first slots. A sample that ends gives its slot to a waiting sibling, whose prompt is still in it, or to the last sequence, which is moved into the hole.
/// The prompts of new requests are read together, padded on the right; further samples of a prompt copy its slot. What a prompt shares with one in a slot or with a kept prefix is copied.
/// What is drawn depends on the request alone, so batch size, threads and order of arrival do not change a sample.
/// </remarks>
internal sealed class BatchEngine : IDisposable
{
    private readonly DecoderSession _session;
    private readonly Func<int, ReadOnlyMemory<byte>> _bytes;
    private readonly HashSet<int> _endIds;
    private readonly TokenSampler _sampler = new();
    private readonly BlockingCollection<SampleGroup> _arrivals = [];
    private readonly List<SampleGroup> _waiting = [];
    private readonly List<Sequence> _running = [];
    private readonly Prefill _prefill;
    private readonly PrefixCache _prefixes;
    private readonly Thread _thread;
    private readonly long[] _ids;
    private readonly int[] _last;
    private readonly long[] _rows;
    private readonly double[] _temperatures;
    private readonly CancellationTokenSource _stop = new();
    private volatile Exception? _failure;

    /// <param name="endIds">Tokens that end a sample.</param>
    /// <param name="bytes">Text of a token, for stop strings.</param>
    /// <param name="slots">Sequences decoded together.</param>
    public BatchEngine(DecoderSession session, IEnumerable<int> endIds, Func<int, ReadOnlyMemory<byte>> bytes, int slots)
    {
        _session = session;
        _bytes = bytes;
        _endIds = [.. endIds];
        Slots = slots;
        _ids = new long[slots];
        _last = new int[slots];
        _temperatures = new double[slots];
        _rows = [.. Enumerable.Range(0, slots).Select(i => (long)i)];
        _prefill = new Prefill(session);
        _prefixes = new PrefixCache(session.Kept);
        _thread = new Thread(Loop) { IsBackground = true, Name = "forge-engine" };
        _thread.Start();
    }

    public int Slots { get; }

    /// <summary>All samples of a request, in rollout order. A prompt that fits no slot comes back as samples with <see cref="FinishReason.Error"/>.</summary>
    /// <remarks>A cancelled request returns at once; its slots are free after the step under way.</remarks>
    public Task<IReadOnlyList<Sample>> Generate(SampleRequest request, CancellationToken cancel)
    {
        if (_failure is ForgeException mend) throw new ForgeException(mend.Message, mend);
        if (_failure is { } why) throw new InvalidOperationException("the engine has stopped", why);
        if (TooLong(request) is { } reason)
            return Task.FromResult<IReadOnlyList<Sample>>([.. Enumerable.Range(request.FirstRollout, request.Rollouts).Select(r => new Sample(r, [], FinishReason.Error, null, reason))]);
        var group = new SampleGroup(request, cancel);
        _arrivals.Add(group, cancel);
        return group.Done.WaitAsync(cancel);
    }

    /// <summary>Stops within the step under way; requests not yet answered are cancelled.</summary>
    public void Dispose()
    {
        _arrivals.CompleteAdding();
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        _arrivals.Dispose();
        _session.Dispose();
    }

    private string? TooLong(SampleRequest request)
    {
        var slots = _session.KvCache;
        if (request.Prompt.Length == 0) return "an empty prompt cannot be continued";
        if (request.ContextTokens < slots.Limit) return null;
        var bound = slots.BoundByMemory ? $"memory holds {slots.Count} slots of {slots.Limit}: lower the batch size" : $"the context holds {slots.Limit}";
        return $"the {(request.Continuation is null ? "prompt" : "context")} has {request.ContextTokens} tokens; {bound}";
    }

    private void Loop()
    {
        try
        {
            _session.Interruptible(Serve, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            foreach (var group in Open()) group.Cancel();
        }
        catch (Exception e)
        {
            _failure = e;
            _arrivals.CompleteAdding();
            foreach (var group in Open()) group.Fail(e);
        }
    }

    private void Serve()
    {
        while (true)
        {
            Receive();
            DropCancelled();
            Admit();
            if (_running.Count > 0) Decode();
        }
    }

    private IEnumerable<SampleGroup> Open() => _waiting.Concat(_running.Select(s => s.Group)).Concat(_arrivals.GetConsumingEnumerable()).Distinct();

    /// <summary>Takes what has arrived, waiting when there is nothing to do.</summary>
    /// <exception cref="OperationCanceledException">The engine is to stop.</exception>
    private void Receive()
    {
        if (_running.Count == 0 && _waiting.Count == 0 && _arrivals.TryTake(out var first, Timeout.Infinite, _stop.Token)) _waiting.Add(first);
        while (_arrivals.TryTake(out var more)) _waiting.Add(more);
        _stop.Token.ThrowIfCancellationRequested();
    }

    private void DropCancelled()
    {
        foreach (var group in _waiting.Concat(_running.Select(s => s.Group)).Where(g => g.Cancelled).Distinct().ToArray()) group.Cancel();
        _waiting.RemoveAll(g => g.Cancelled);
        for (var slot = _running.Count - 1; slot >= 0; slot--)
            if (_running[slot].Group.Cancelled)
                Vacate(slot);
    }

    /// <summary>Gives free slots to waiting requests in order of arrival, each with as many samples as there is room for.</summary>
    private void Admit()
    {
        while (_running.Count < Slots && _waiting.Count > 0)
        {
            var begun = _running.Count;
            ReadPrompts();
            foreach (var group in _waiting) Fork(group);
            for (var slot = _running.Count - 1; slot >= begun; slot--) Begin(slot);
            _waiting.RemoveAll(g => g.Waiting == 0);
        }
    }

    private void ReadPrompts()
    {
        var fresh = new List<SampleGroup>();
        var free = Slots - _running.Count;
        foreach (var group in _waiting)
        {
            if (free <= 0) break;
            if (!group.Begun) fresh.Add(group);
            free -= group.Waiting;
        }

        while (fresh.Count > 0) fresh.RemoveRange(0, ReadTogether(fresh) is > 0 and var count ? count : ReadAlone(fresh[0]));
    }

    /// <summary>Reads the first of the requests together that share nothing with a text read before, nor with each other; returns how many.</summary>
    private int ReadTogether(List<SampleGroup> fresh)
    {
        var alike = fresh.FindIndex(g => g.Request.Continuation is not null || Source(g.Request.Prompt).Shared > 0);
        var prompts = fresh.Take(alike < 0 ? fresh.Count : alike).Select(g => g.Request.Prompt).ToList();
        var own = prompts.FindIndex(p => prompts.TakeWhile(earlier => earlier != p).Any(earlier => PrefixCache.Shared(earlier, p) > 0));
        var count = Prefill.BatchSize(own < 0 ? prompts : prompts[..own]);
        if (count == 0) return 0;
        Grow(prompts.Take(count).Max(p => p.Length) + 1);
        var (slot, logits) = (_running.Count, _prefill.Read(_running.Count, prompts[..count]));
        for (var i = 0; i < count; i++) _prefixes.Note(slot + i, prompts[i], kept: 0);
        for (var i = 0; i < count; i++) Start(fresh[i], logits[i]);
        return count;
    }

    /// <summary>Reads the context of one request after what can be copied; returns 1.</summary>
    private int ReadAlone(SampleGroup group)
    {
        var (slot, request, logits) = (_running.Count, group.Request, Array.Empty<float>());
        Grow(request.ContextTokens + 1);
        if (request.Continuation is not { } after)
        {
            group.CachedTokens = ReadPrompt(slot, request.Prompt, row => logits = row.ToArray());
        }
        else
        {
            var last = after.Segments[^1].Ids;
            var before = request.ContextTokens - last.Length;
            if (after.Kept is { IsKept: true } kept && kept.Tokens >= before)
            {
                _session.Kept.Restore(kept, slot, before);
                group.CachedTokens = before;
            }
            else
            {
                group.CachedTokens = ReadPrompt(slot, request.Prompt, _ => { });
                ReadAgain(slot, request.Prompt.Length, after.Segments);
            }

            _prefill.Visit(slot, last, [request.ContextTokens - 1], (_, row) => logits = row.ToArray(), before);
        }

        Start(group, logits);
        return 1;
    }

    /// <summary>Reads a prompt into a slot behind what it shares with another; returns how much that is.</summary>
    private int ReadPrompt(int slot, int[] prompt, Action<ReadOnlySpan<float>> see)
    {
        var (from, kept, shared) = Source(prompt);
        if (from >= 0) _session.KvCache.Copy(from, slot, shared);
        else if (kept is not null) _session.Kept.Restore(kept, slot, shared);
        _prefill.Visit(slot, prompt.AsSpan(shared), [prompt.Length - 1], (_, row) => see(row), shared);
        _prefixes.Note(slot, prompt, from >= 0 ? _prefixes.Find(prompt).Shared : shared);
        return shared;
    }

    /// <summary>All segments but the last, each in the way it came about.</summary>
    private void ReadAgain(int slot, int at, IReadOnlyList<Segment> segments)
    {
        foreach (var (ids, generated) in segments.SkipLast(1))
        {
            if (!generated) _prefill.Visit(slot, ids, [], (_, _) => { }, at);
            else for (var i = 0; i < ids.Length; i++) _session.Run(slot, 1, 1, [ids[i]], [at + i], [0]);
            at += ids.Length;
        }
    }

    /// <summary>Where the longest start of a prompt lies: in the slot of a running sequence, or kept.</summary>
    private (int Slot, KeptTokens? Kept, int Shared) Source(int[] prompt)
    {
        var (kept, shared) = _prefixes.Find(prompt);
        var slot = -1;
        for (var i = 0; i < _running.Count; i++)
            if (PrefixCache.Shared(_running[i].Group.Request.Prompt, prompt) is var other && other > shared)
                (slot, shared) = (i, other);
        return (slot, kept, shared);
    }

    private void Start(SampleGroup group, float[] logits)
    {
        group.FirstLogits = logits;
        _running.Add(group.Next(_bytes));
    }

    /// <summary>Copies the prompt of a request that has begun into free slots for its waiting samples.</summary>
    private void Fork(SampleGroup group)
    {
        if (!group.Begun) return;
        var source = _running.FindIndex(s => s.Group == group);
        while (group.Waiting > 0 && _running.Count < Slots)
        {
            _session.KvCache.Copy(source, _running.Count, group.Request.ContextTokens);
            _running.Add(group.Next(_bytes));
        }
    }

    private void Decode()
    {
        Grow(_running.Max(s => s.CachedTokens) + 1);
        var batch = _running.Count;
        for (var slot = 0; slot < batch; slot++)
        {
            var sequence = _running[slot];
            (_ids[slot], _last[slot], _temperatures[slot]) = (sequence.Last, sequence.CachedTokens++, sequence.Sampling.Temperature);
        }

        _session.Run(0, batch, 1, _ids.AsSpan(0, batch), _last.AsSpan(0, batch), _rows.AsSpan(0, batch), _temperatures.AsSpan(0, batch));
        for (var slot = batch - 1; slot >= 0; slot--) // from the last down, since the last sequence moves into a hole
        {
            var sequence = _running[slot];
            if (Ends(slot, _session.Draw(slot, _sampler, sequence.Sampling, sequence.Share))) Leave(slot);
        }
    }

    /// <summary>Draws the first token of a sequence whose prompt has just been read or copied.</summary>
    private void Begin(int slot)
    {
        if (EndsAtOnce(slot)) Leave(slot);
    }

    private bool EndsAtOnce(int slot)
    {
        var sequence = _running[slot];
        return Ends(slot, _sampler.Draw(sequence.Group.FirstLogits, sequence.Sampling, sequence.Share));
    }

    private bool Ends(int slot, int token)
    {
        var sequence = _running[slot];
        if (sequence.Take(token, _endIds, _session.KvCache.Limit) is not { } sample) return false;
        sequence.Group.Finish(sequence.Group.Request.Keep ? sample with { Kept = _session.Kept.Keep(slot, sequence.CachedTokens, ids: null) } : sample);
        return true;
    }

    /// <summary>Hands an ended sample's slot to a waiting sibling, or gives it up.</summary>
    private void Leave(int slot)
    {
        for (var group = _running[slot].Group; group.Waiting > 0;)
        {
            _running[slot] = group.Next(_bytes);
            if (!EndsAtOnce(slot)) return;
        }

        Vacate(slot);
    }

    private void Vacate(int slot)
    {
        var last = _running.Count - 1;
        if (slot < last)
        {
            _session.KvCache.Copy(last, slot, _running[last].CachedTokens);
            _running[slot] = _running[last];
        }

        _running.RemoveAt(last);
    }

    private void Grow(int tokens) => _session.Grow(tokens, _running.Count, _running.Count == 0 ? 0 : _running.Max(s => s.CachedTokens));
}
