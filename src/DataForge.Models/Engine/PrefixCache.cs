namespace DataForge.Models.Engine;

/// <summary>Finds what a prompt has in common with what was read before, and keeps what prompts turn out to share: a system message, worked examples, a problem.</summary>
/// <remarks>A prefix is kept when the second prompt that begins with it is read. Reading after a kept prefix gives the bits of reading the whole prompt, so it changes no output.</remarks>
internal sealed class PrefixCache(KvStore store)
{
    private const int FewestTokens = 32; // fewer are read again as fast as they are copied
    private const int LeastShare = 4; // a prompt that shares less than a quarter is read faster together with others
    private const int MostRecent = 256;

    private readonly Queue<int[]> _recent = new();

    /// <summary>The longest kept prefix of a prompt, and how many tokens of it may be taken.</summary>
    public (KeptTokens? Kept, int Shared) Find(int[] prompt)
    {
        (KeptTokens? Kept, int Shared) best = (null, 0);
        foreach (var kept in store.All)
            if (kept.Ids is not null && Shared(kept.Ids, prompt) is var shared && shared > best.Shared)
                best = (kept, shared);
        return best;
    }

    /// <summary>Tokens at the start of a prompt that need not be read again where the other text has been read; 0 when that is not worth while.</summary>
    /// <remarks>At least two tokens are left: a single one would run as a step of generation, with other bits.</remarks>
    public static int Shared(ReadOnlySpan<int> read, int[] prompt)
    {
        var shared = Math.Min(read.CommonPrefixLength(prompt), prompt.Length - 2);
        return shared >= FewestTokens && shared * LeastShare >= prompt.Length ? shared : 0;
    }

    /// <summary>Takes note of a prompt that lies in a slot, and keeps what it shares with an earlier one.</summary>
    /// <param name="kept">How much of it the store had already.</param>
    public void Note(int slot, int[] prompt, int kept)
    {
        var shared = 0;
        foreach (var earlier in _recent) shared = Math.Max(shared, Shared(earlier, prompt));
        if (shared >= kept + FewestTokens) store.Keep(slot, shared, prompt[..shared]);
        _recent.Enqueue(prompt);
        if (_recent.Count > MostRecent) _recent.Dequeue();
    }
}
