namespace DataForge.Text.Unicode;

/// <summary>The algorithmic part of normalization (The Unicode Standard 15.0, section 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Tails = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28;

    internal static bool IsSyllable(int cp) => (uint)(cp - Syllables) < LeadCount * VowelCount * TailCount;

    internal static bool IsVowelOrTail(int cp) => (uint)(cp - Vowels) < VowelCount || (uint)(cp - Tails - 1) < TailCount - 1;

    internal static void Decompose(int syllable, List<int> into)
    {
        var s = syllable - Syllables;
        into.Add(Leads + s / (VowelCount * TailCount));
        into.Add(Vowels + s % (VowelCount * TailCount) / TailCount);
        if (s % TailCount != 0) into.Add(Tails + s % TailCount);
    }

    internal static int Compose(int first, int second)
    {
        if ((uint)(first - Leads) < LeadCount && (uint)(second - Vowels) < VowelCount) return Syllables + ((first - Leads) * VowelCount + second - Vowels) * TailCount;
        if (IsSyllable(first) && (first - Syllables) % TailCount == 0 && (uint)(second - Tails - 1) < TailCount - 1) return first + second - Tails;
        return -1;
    }
}
