using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>How many sequences of how many tokens a memory holds beside the weights.</summary>
/// <param name="Slots">Sequences decoded together.</param>
/// <param name="Tokens">Most tokens of each.</param>
/// <param name="KeptBytes">For prefixes and contexts kept outside the slots.</param>
/// <param name="BoundByMemory">True when memory, and not the configuration or the model, sets the tokens.</param>
internal readonly record struct SlotPlan(int Slots, int Tokens, long KeptBytes, bool BoundByMemory)
{
    /// <summary>Most slots where memory alone sets their number: beyond it a step is bound by arithmetic.</summary>
    public const int MostSlots = 256;

    /// <summary>Fewer tokens hold no prompt.</summary>
    private const int FewestTokens = 16;

    /// <param name="capacity">Bytes that may be asked for in all.</param>
    /// <param name="shape">What a sequence takes.</param>
    /// <param name="slots">Sequences wanted; 0 takes as many as fit, at most <see cref="MostSlots"/>.</param>
    /// <param name="tokens">Most tokens wanted of each.</param>
    /// <param name="keptBytes">Wanted for what is kept; gets at most a quarter of the memory.</param>
    /// <exception cref="ForgeException">The memory holds not even short sequences.</exception>
    public static SlotPlan Of(long capacity, SlotShape shape, int slots, int tokens, long keptBytes)
    {
        var kept = Math.Clamp(capacity / 4, 0, keptBytes);
        var free = capacity - kept;
        var wanted = slots > 0 ? slots : (int)Math.Clamp(free / shape.Bytes(tokens), 1, MostSlots);
        var held = (int)Math.Clamp(((free / wanted) - shape.OutputBytes) / shape.GrowingTokenBytes, 0, tokens);
        if (held < Math.Min(FewestTokens, tokens))
            throw new ForgeException($"{capacity / 1e6:N0} MB of free memory hold no batch of {wanted}: a sequence takes {shape.TokenBytes / 1e3:N1} kB a token and {shape.OutputBytes / 1e6:N1} MB for its outputs; lower the batch size");
        return new SlotPlan(wanted, held, kept, held < tokens);
    }
}

/// <summary>Bytes of one sequence.</summary>
/// <param name="TokenBytes">Keys and values of one token, all layers.</param>
/// <param name="Buffers">Buffers that they lie in; one more is there while they grow.</param>
/// <param name="OutputBytes">A row of outputs.</param>
internal readonly record struct SlotShape(long TokenBytes, int Buffers, long OutputBytes)
{
    /// <summary>A token's share of the buffers while one of them is copied into a larger one.</summary>
    public long GrowingTokenBytes => TokenBytes + (TokenBytes / Buffers);

    /// <summary>A sequence of that many tokens.</summary>
    public long Bytes(int tokens) => (GrowingTokenBytes * tokens) + OutputBytes;
}
