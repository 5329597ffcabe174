namespace DataForge.Text.Markup;

/// <summary>Takes markup, escapes and layout out of a text before it is normalized, and keeps the way back to the raw bytes. Not thread-safe.</summary>
/// <remarks>
/// A text without any of it costs one look (<see cref="MarkupLook"/>) and is handed on as it is. The steps run in the order in which such layers lie on each other:
/// transport (percent signs, quoted-printable), string escapes, entities, tags, bracketed tags, lines, letters; each only where the text before it calls for it.
/// Not seen through: pictures of text, ciphers, compressed or base-64 bytes.
/// </remarks>
internal sealed class MarkupDecoder
{
    private const int MostReadings = 16; // looking ahead for ends
    private static readonly (MarkupKinds Kind, Func<MarkupText, MarkupText, bool> Run)[] Steps =
    [
        (MarkupKinds.Transport, TransportStep.Run), (MarkupKinds.Escape, EscapeStep.Run), (MarkupKinds.Entity, EntityStep.Run), (MarkupKinds.Tag, TagStep.Run),
        (MarkupKinds.Bracket, BracketStep.Run), (MarkupKinds.Line, LineStep.Run), (MarkupKinds.Letter, LetterStep.Run),
    ];

    private MarkupText _text = new();
    private MarkupText _next = new();
    private bool _changed;

    /// <summary>The text without its markup; valid until the next call, and the input itself where nothing was found.</summary>
    public ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> raw)
    {
        _changed = false;
        var found = MarkupLook.At(raw);
        if (found == MarkupKinds.None) return raw;
        _text.Load(raw);
        foreach (var (kind, run) in Steps)
        {
            if ((found & kind) == 0) continue;
            _next.Clear();
            _text.Ahead = MostReadings * (_text.Length + 1_000L);
            if (!run(_text, _next)) continue;
            _changed = true;
            (_text, _next) = (_next, _text);
            found = MarkupLook.At(_text.Span); // what was escaped may be markup itself
        }

        return _changed ? _text.Span : raw;
    }

    /// <summary>Raw range of a range of the decoded text that is not empty.</summary>
    public (int Start, int End) ToRaw(int start, int end) => _changed ? (_text.Start(start), _text.End(end - 1)) : (start, end);
}
