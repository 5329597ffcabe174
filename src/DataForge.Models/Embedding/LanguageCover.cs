using System.Text;

namespace DataForge.Models.Embedding;

/// <summary>Whether a vocabulary knows the language of a text, told by how the text falls into pieces.</summary>
/// <remarks>
/// A vocabulary writes its own languages in whole words and a few halves. Another alphabet comes letter by letter: pieces that go on with a word (<c>##а</c>) are then nearly all
/// there is. Characters that the vocabulary lacks become [UNK]. Han and kana stand alone in every vocabulary; one that is made for them holds thousands.
/// Not guarded: languages that share an alphabet with the model's own are not told apart for certain.
/// </remarks>
internal sealed class LanguageCover
{
    private const double MostUnknown = 0.1, MostContinued = 0.6, MostIdeographs = 0.3;
    private const int FewestIdeographs = 2_000;

    private enum Kind : byte
    {
        Other,
        Word,
        Continued,
        Ideograph,
    }

    private readonly Kind[] _kinds;
    private readonly bool _knowsIdeographs;
    private readonly long _unknown;

    /// <param name="pieces">By id.</param>
    public LanguageCover(IReadOnlyList<string> pieces, int unknown)
    {
        _kinds = [.. pieces.Select(KindOf)];
        _knowsIdeographs = _kinds.Count(k => k == Kind.Ideograph) >= FewestIdeographs;
        _unknown = unknown;
    }

    /// <param name="ids">With [CLS] and [SEP]; a text without any letter is covered.</param>
    public bool Covers(ReadOnlySpan<long> ids)
    {
        int pieces = 0, unknown = 0, words = 0, continued = 0, ideographs = 0;
        foreach (var id in ids[1..^1])
        {
            pieces++;
            if (id == _unknown) unknown++;
            else if (_kinds[id] == Kind.Word) words++;
            else if (_kinds[id] == Kind.Continued) continued++;
            else if (_kinds[id] == Kind.Ideograph) ideographs++;
        }

        if (unknown > MostUnknown * pieces) return false;
        if (continued > MostContinued * (words + continued)) return false;
        return _knowsIdeographs || ideographs <= MostIdeographs * (words + ideographs);
    }

    private static Kind KindOf(string piece)
    {
        var isContinued = piece.StartsWith("##", StringComparison.Ordinal) && piece.Length > 2;
        if (!Rune.TryGetRuneAt(piece, isContinued ? 2 : 0, out var first) || piece.StartsWith('[')) return Kind.Other;
        if (!Rune.IsLetter(first)) return Kind.Other;
        if (IsIdeograph(first.Value)) return Kind.Ideograph;
        return isContinued ? Kind.Continued : Kind.Word;
    }

    /// <summary>Han and kana.</summary>
    private static bool IsIdeograph(int codePoint) => codePoint is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
