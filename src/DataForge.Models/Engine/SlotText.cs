namespace DataForge.Models.Engine;

/// <summary>The first slot of a session that reads one text after another: what a text shares with the one before it, a problem that several solutions answer or a fixed system message, is not read again.</summary>
internal sealed class SlotText(DecoderSession session)
{
    private readonly Prefill _prefill = new(session);
    private int[] _text = [];

    /// <summary>Tokens that were not read anew, over all texts so far.</summary>
    public long CachedTokens { get; private set; }

    /// <summary>Reads a text and shows the outputs at the given positions, ascending, at least one.</summary>
    public void Visit(int[] text, int[] positions, OutputVisitor visit)
    {
        var shared = Math.Min(Math.Min(_text.AsSpan().CommonPrefixLength(text), positions[0]), text.Length - 2);
        shared = Math.Max(0, shared);
        session.Grow(text.Length, used: 1, held: shared);
        _text = []; // what the slot holds is not known if the step is interrupted
        _prefill.Visit(0, text.AsSpan(shared), positions, visit, shared);
        _text = text;
        CachedTokens += shared;
    }
}
