using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>All that is remembered of a document, besides its row on disk.</summary>
/// <param name="Text">128-bit hash of the text with white space collapsed.</param>
/// <param name="Url">Hash of the address; 0 where there is none.</param>
/// <param name="Score">What decides between copies; negative infinity where the row has none.</param>
internal readonly record struct DocumentKeys(UInt128 Text, ulong Url, double Score, int Length);

/// <summary>A row with its keys; <paramref name="Bad"/> where it cannot be read.</summary>
/// <param name="Bands">Null for a text too short to have a shingle.</param>
internal sealed record KeyedRow(Row Row, DocumentKeys Keys, ulong[]? Bands, ForgeException? Bad = null);

/// <summary>Makes a document's keys. Not safe for several threads.</summary>
internal sealed class DocumentKeyer(DedupSettings settings, MinHash hash, RowPath? score)
{
    private readonly Shingler _shingler = new(settings.WordsPerShingle, settings.CharactersPerShingle);
    private readonly ulong[] _signature = new ulong[hash.Length];
    private char[] _collapsed = new char[4096];

    public KeyedRow Of(Row row)
    {
        try
        {
            var text = Spelled(settings.Fields.TextOf(row));
            var url = settings.Url && settings.AddressOf(row) is { } address ? StableHash.Of(address) | 1 : 0;
            var keys = new DocumentKeys(TextHash(text), url, ScoreOf(row), text.Length);
            if (!settings.Near || _shingler.Of(text) is not { Length: > 0 } shingles) return new KeyedRow(row, keys, null);
            hash.Sign(shingles, _signature);
            return new KeyedRow(row, keys, hash.Bands(_signature));
        }
        catch (ForgeException e)
        {
            return new KeyedRow(row, default, null, e);
        }
    }

    /// <summary>The row's distinct shingles.</summary>
    public ulong[] Shingles(Row row) => ShingleSet.Of(_shingler.Of(Spelled(settings.Fields.TextOf(row))));

    /// <summary>Composed and decomposed letters are one; characters that cannot be seen do not count.</summary>
    private static string Spelled(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text;
        if (text.AsSpan().IndexOfAny(Unseen) >= 0) text = string.Concat(text.Where(c => !Unseen.Contains(c)));
        try
        {
            return text.Normalize();
        }
        catch (ArgumentException)
        {
            return text; // half of a surrogate pair
        }
    }

    private static readonly System.Buffers.SearchValues<char> Unseen = System.Buffers.SearchValues.Create("\u00AD\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF");

    /// <summary>A number, or a text that is one, as CSV has it.</summary>
    private double ScoreOf(Row row) => score?.Of(row) switch
    {
        [{ ValueKind: JsonValueKind.Number } number] when number.TryGetDouble(out var value) && double.IsFinite(value) => value,
        [{ ValueKind: JsonValueKind.String } text] when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        _ => double.NegativeInfinity,
    };

    private UInt128 TextHash(string text)
    {
        if (_collapsed.Length < text.Length) _collapsed = new char[text.Length * 2];
        var length = 0;
        var space = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                space = length > 0;
                continue;
            }

            if (space) _collapsed[length++] = ' ';
            space = false;
            _collapsed[length++] = c;
        }

        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(_collapsed.AsSpan(0, length)));
    }
}
