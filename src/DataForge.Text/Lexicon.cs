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

    private const int Slots = 2048;
    private static readonly uint[] Keys = new uint[Slots];
    private static readonly byte[] Values = new byte[Slots];

    internal const byte Opener = 0x80;

    static Lexicon()
    {
        foreach (var word in Openers) Add(word, Opener);
        foreach (var word in Numbers) Add(word, Token.NumberWord);
        foreach (var word in Pronouns) Add(word, Token.Pronoun);
    }

    /// <summary>Role bits of a word, 0 for most.</summary>
    internal static byte Flags(uint hash)
    {
        for (var at = hash % Slots; Keys[at] != 0; at = (at + 1) % Slots)
            if (Keys[at] == hash)
                return Values[at];
        return 0;
    }

    private static void Add(string word, byte flag)
    {
        var hash = Token.HashOf(word);
        var at = hash % Slots;
        while (Keys[at] != 0 && Keys[at] != hash) at = (at + 1) % Slots;
        Keys[at] = hash;
        Values[at] |= flag;
    }
}
