namespace DataForge.Text.Unicode;

/// <summary>What a code point is to the tokenizer.</summary>
internal enum CodePointClass : byte
{
    /// <summary>Separates words: spaces, punctuation, symbols, unassigned.</summary>
    Other,
    Letter,

    /// <summary>A character of a script written without spaces (Han, kana, Thai …): a token of its own.</summary>
    Alone,
    Digit,

    /// <summary>Zero-width and other default-ignorable characters: as if absent.</summary>
    Ignored,

    /// <summary>A combining mark: belongs to the word it stands in.</summary>
    Mark,
}

/// <summary>Lookups over the generated tables; Unicode 15.0.0, so that no runtime or ICU update changes a normalizer id's meaning.</summary>
internal static class CodePoints
{
    private const int Direct = 0x20000;
    private const byte ClassBits = 0x0F;
    private const byte Folds = 0x40;
    private const byte Joins = 0x80;

    // one byte a code point of the first two planes: class, "has a fold", "may join what stands before it"
    private static readonly byte[] Info = BuildInfo();

    internal static CodePointClass Class(int cp) =>
        cp < Direct ? (CodePointClass)(Info[cp] & ClassBits) : (CodePointClass)Run(UnicodeTables.Classes, cp);

    /// <summary>True when a normalization segment may not start here: the character can reorder or compose with what stands before it.</summary>
    internal static bool JoinsPrevious(int cp) => cp < Direct ? (Info[cp] & Joins) != 0 : JoinsSlow(cp);

    internal static int CombiningClass(int cp) => cp < 0x300 ? 0 : Run(UnicodeTables.CombiningClasses, cp);

    /// <summary>Case fold of the NFKC form, decimal digits as ASCII; false when the code point stands for itself.</summary>
    internal static bool TryFold(int cp, out ReadOnlySpan<int> fold)
    {
        fold = default;
        if (cp < 0x80 || (cp < Direct && (Info[cp] & Folds) == 0)) return false;
        return TryMap(UnicodeTables.FoldKeys, UnicodeTables.FoldStarts, UnicodeTables.FoldPool, cp, out fold);
    }

    internal static bool TryDecompose(int cp, bool compatible, out ReadOnlySpan<int> parts) => compatible
        ? TryMap(UnicodeTables.CompatibleKeys, UnicodeTables.CompatibleStarts, UnicodeTables.CompatiblePool, cp, out parts)
        : TryMap(UnicodeTables.CanonicalKeys, UnicodeTables.CanonicalStarts, UnicodeTables.CanonicalPool, cp, out parts);

    /// <summary>The primary composite of two code points, or -1.</summary>
    internal static int Compose(int first, int second)
    {
        if (Hangul.Compose(first, second) is var syllable and >= 0) return syllable;
        var table = UnicodeTables.Composites;
        int low = 0, high = table.Length / 3 - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = table[middle * 3] != first ? table[middle * 3].CompareTo(first) : table[middle * 3 + 1].CompareTo(second);
            if (order == 0) return table[middle * 3 + 2];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    private static bool TryMap(ReadOnlySpan<int> keys, ReadOnlySpan<ushort> starts, ReadOnlySpan<int> pool, int cp, out ReadOnlySpan<int> value)
    {
        var at = keys.BinarySearch(cp);
        value = at < 0 ? default : pool[starts[at]..starts[at + 1]];
        return at >= 0;
    }

    private static int Run(ReadOnlySpan<int> runs, int cp)
    {
        int low = 0, high = runs.Length / 2 - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (runs[middle * 2] <= cp) low = middle;
            else high = middle - 1;
        }

        return runs[low * 2 + 1];
    }

    private static bool JoinsSlow(int cp)
    {
        var first = TryDecompose(cp, compatible: true, out var parts) ? parts[0] : cp;
        return CombiningClass(first) != 0 || Hangul.IsVowelOrTail(first) || SecondParts.Contains(first);
    }

    private static readonly HashSet<int> SecondParts = BuildSecondParts();

    private static HashSet<int> BuildSecondParts()
    {
        var table = UnicodeTables.Composites;
        var seconds = new HashSet<int>();
        for (var i = 1; i < table.Length; i += 3) seconds.Add(table[i]);
        return seconds;
    }

    private static byte[] BuildInfo()
    {
        var info = new byte[Direct];
        var runs = UnicodeTables.Classes;
        for (var i = 0; i < runs.Length; i += 2)
        {
            var end = Math.Min(Direct, i + 2 < runs.Length ? runs[i + 2] : Direct);
            if (runs[i] < end) info.AsSpan(runs[i], end - runs[i]).Fill((byte)runs[i + 1]);
        }

        foreach (var key in UnicodeTables.FoldKeys)
            if (key < Direct)
                info[key] |= Folds;
        var seconds = BuildSecondParts();
        var classes = UnicodeTables.CombiningClasses;
        for (var i = 0; i < classes.Length; i += 2)
            if (classes[i + 1] != 0)
                for (var cp = classes[i]; cp < Math.Min(Direct, i + 2 < classes.Length ? classes[i + 2] : Direct); cp++)
                    info[cp] |= Joins;
        foreach (var cp in seconds)
            if (cp < Direct)
                info[cp] |= Joins;
        for (var cp = 0x1161; cp < 0x11C3; cp++)
            if (Hangul.IsVowelOrTail(cp))
                info[cp] |= Joins;
        var keys = UnicodeTables.CompatibleKeys;
        for (var i = 0; i < keys.Length && keys[i] < Direct; i++)
            if (UnicodeTables.CompatiblePool[UnicodeTables.CompatibleStarts[i]] is < Direct and var first && (info[first] & Joins) != 0)
                info[keys[i]] |= Joins;
        return info;
    }
}
