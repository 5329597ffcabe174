using System.Runtime.CompilerServices;

namespace DataForge.Text;

/// <summary>English words with a role of their own, found by token hash.</summary>
internal static class Lexicon
{
    private static readonly string[] Numbers =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "half", "halves", "third", "thirds", "fourth", "fourths", "fifth", "fifths", "sixth", "eighth",
        "tenth", "quarter", "quarters", "once", "twice", "thrice", "double", "triple", "dozen",
    ];

    private static readonly string[] Pronouns = ["he", "she", "him", "her", "his", "hers", "himself", "herself"];

    // words that begin sentences and are not names, though capitalized there
    private static readonly string[] Openers =
    [
        "the", "an", "in", "on", "at", "if", "is", "it", "its", "of", "or", "and", "as", "by", "to", "for", "from", "with", "how", "what", "when", "where", "which", "who", "why", "whose", "let", "find", "given", "suppose", "assume",
        "compute", "calculate", "evaluate", "determine", "solve", "simplify", "express", "write", "show", "prove", "there", "this", "that", "these", "those", "each", "every", "all", "some", "any", "no", "not", "none", "after", "before",
        "during", "then", "they", "their", "them", "we", "our", "you", "your", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "one", "consider", "define", "denote", "factor", "expand", "graph", "convert", "round",
        "select", "choose", "answer", "question", "problem", "solution", "explain", "describe", "give", "list", "use", "using", "note", "hint", "since", "because", "so", "thus", "hence", "therefore", "but", "however", "while", "are", "was", "were",
        "be", "been", "has", "have", "had", "do", "does", "did", "can", "could", "would", "should", "might", "must", "here", "now", "today", "yesterday", "tomorrow", "later", "first", "second", "third", "next", "last",
        "finally", "another", "other", "both", "only", "also", "many", "most", "more", "several", "half", "twice", "into", "out", "over", "under", "between", "among", "through", "per", "about", "than", "without", "within", "until",
        "step", "part", "example", "figure", "table", "equation", "function", "point", "points", "line", "circle", "triangle", "square", "rectangle", "number", "numbers", "total", "people", "students", "he", "she", "his", "her", "him", "hers",
        "himself", "herself", "mr", "mrs", "ms", "dr",
    ];

    internal const byte Opener = 0x80;

    // A place for each hash that no other word has, so that one look finds a word or tells that there is none. The factor is the first of a sequence that gives every word its own place;
    // the sequence begins where a search found one, and goes on from there if the words change (about 500,000 steps, 0.2 s: then write the new one down here).
    private const int PlaceBits = 11;
    internal const uint FirstFactor = 0x22C00429;
    private static readonly uint[] Keys = new uint[1 << PlaceBits];
    private static readonly byte[] Values = new byte[1 << PlaceBits];
    private static readonly uint Factor;

    static Lexicon()
    {
        var roles = new Dictionary<uint, byte>();
        foreach (var (words, role) in new[] { (Openers, Opener), (Numbers, Token.NumberWord), (Pronouns, Token.Pronoun) })
            foreach (var word in words)
                roles[Token.HashOf(word)] = (byte)(roles.GetValueOrDefault(Token.HashOf(word)) | role);
        for (Factor = FirstFactor; !TryPlaceAll(roles); Factor = unchecked(Factor * 0x2C1B3C6D + 2)) { }
    }

    /// <summary>Role bits of a word, 0 for most.</summary>
    internal static byte Flags(uint hash)
    {
        var place = Place(hash, Factor);
        return Keys[place] == hash ? Values[place] : (byte)0;
    }

    /// <summary>What <see cref="Flags"/> looks at: hashes, their role bits, and the factor by which a hash finds its place.</summary>
    internal static (uint[] Keys, byte[] Values, uint Factor) Table => (Keys, Values, Factor);

    /// <summary>Where a hash stands if it is a word's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Place(uint hash, uint factor) => (int)(unchecked(hash * factor) >> (32 - PlaceBits));

    private static bool TryPlaceAll(Dictionary<uint, byte> roles)
    {
        Array.Clear(Keys);
        foreach (var (hash, role) in roles)
        {
            var at = Place(hash, Factor);
            if (Keys[at] != 0) return false;
            (Keys[at], Values[at]) = (hash, role);
        }

        return true;
    }
}
