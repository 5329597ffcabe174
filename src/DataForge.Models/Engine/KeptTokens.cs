namespace DataForge.Models.Engine;

/// <summary>Keys and values of a text, kept outside the slots. They may leave at any time; the text is then read again.</summary>
/// <param name="ids">The text; null for a sample's context, which only that sample goes on from.</param>
internal sealed class KeptTokens(int[]? ids, int tokens, nint block, long bytes)
{
    private volatile bool _released;

    public int[]? Ids => ids;

    public int Tokens => tokens;

    public nint Block => block;

    public long Bytes => bytes;

    /// <summary>False once the memory was taken for others. Read and set by the engine's thread.</summary>
    public bool IsKept { get; set; } = true;

    public bool IsReleased => _released;

    /// <summary>Says that nobody will ask for it again; from any thread.</summary>
    public void Release() => _released = true;
}
