using DataForge.Text;

namespace DataForge.Corpus;

/// <summary>What quality rules look at, measured in one pass over a text. Shares are in [0, 1].</summary>
/// <param name="Characters">Without white space.</param>
/// <param name="Words">Runs of letters and digits, and single Chinese and Japanese characters.</param>
/// <param name="Letters">Share of characters that are letters or digits of any script.</param>
/// <param name="Symbols">Share of characters that are neither letters, digits nor common punctuation, outside formulas.</param>
/// <param name="Broken">Share of characters that are U+FFFD, control or private-use characters.</param>
/// <param name="Mojibake">Share of characters in pairs that UTF-8 read as Latin-1 gives (Ã©, â€™).</param>
/// <param name="RepeatedLines">Share of the characters of lines of ten characters or more that stood before.</param>
/// <param name="RepeatedShingles">Share of runs of eight words that stood before.</param>
/// <param name="LongestRun">Longest run of one character that is neither white space, a digit nor a rule (- = _ . *).</param>
/// <param name="SpelledWords">Words of letters outside formulas, Chinese and Japanese characters left out.</param>
/// <param name="MeanWord">Their mean length.</param>
/// <param name="BulletLines">Share of lines that begin with a bullet.</param>
/// <param name="EllipsisLines">Share of lines that end in an ellipsis.</param>
/// <param name="Han">Share of letters that are Chinese characters.</param>
/// <param name="Latin">Share of letters that are Latin ones.</param>
/// <param name="StopWords">Distinct words of those that any English text has.</param>
/// <param name="Language">By script and common words, formulas left out; <c>und</c> where too little stands to tell.</param>
internal sealed record TextMeasures(
    int Characters, int Words, double Letters, double Symbols, double Broken, double Mojibake, double RepeatedLines, double RepeatedShingles,
    int LongestRun, int SpelledWords, double MeanWord, double BulletLines, double EllipsisLines, double Han, double Latin, int StopWords, string Language)
{
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase) { "the", "of", "and", "to", "is", "a", "in", "that", "for", "be", "with", "if", "we", "are", "on", "by", "this", "it" };

    public static TextMeasures Of(string text)
    {
        var count = new CharacterCount();
        var prose = Formulas.Blank(text);
        for (var i = 0; i < text.Length; i++) count.Add(text[i], i > 0 ? text[i - 1] : '\n', prose[i] != text[i]);

        var lines = text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var words = Split(text);
        var spelled = Split(prose).Where(w => char.IsLetter(w[0]) && !CharTable.IsHanOrKana(w[0])).ToList();
        var letters = Math.Max(1, count.Letters);
        return new TextMeasures(
            count.Characters, words.Count, Share(count.Letters + count.Digits, count.Characters), Share(count.Symbols, count.Characters), Share(count.Broken, count.Characters), Share(count.Mojibake, count.Characters),
            Repeated(lines.Where(l => l.Length >= 10)), RepeatedShinglesOf(words), count.LongestRun,
            spelled.Count, spelled.Select(w => (double)w.Length).DefaultIfEmpty(0).Average(),
            Share(lines.Count(l => l[0] is '•' or '*' or '-' or '–' or '·' or '▪' or '●'), lines.Count), Share(lines.Count(l => l.EndsWith("...", StringComparison.Ordinal) || l.EndsWith('…')), lines.Count),
            (double)count.Han / letters, (double)count.Latin / letters, words.Where(Common.Contains).Select(w => w.ToLowerInvariant()).Distinct().Count(), LanguageGuess.Of(prose, null));
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static double Repeated(IEnumerable<string> lines)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int repeated = 0, all = 0;
        foreach (var line in lines)
        {
            all += line.Length;
            if (!seen.Add(line)) repeated += line.Length;
        }

        return Share(repeated, all);
    }

    private static double RepeatedShinglesOf(List<string> words)
    {
        const int n = 8;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = 0;
        for (var i = 0; i + n <= words.Count; i++)
            if (!seen.Add(string.Join(' ', words.Skip(i).Take(n))))
                repeated++;
        return Share(repeated, Math.Max(0, words.Count - n + 1));
    }

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var kind = i < text.Length ? CharTable.Classes[text[i]] : CharTable.Separator;
            if (kind is CharTable.Word or CharTable.Digit)
            {
                if (start < 0) start = i;
                continue;
            }

            if (start >= 0) words.Add(text[start..i]);
            start = -1;
            if (kind == CharTable.Alone) words.Add(text[i..(i + 1)]);
        }

        return words;
    }

    private sealed class CharacterCount
    {
        private int _run;

        public int Characters { get; private set; }

        public int Letters { get; private set; }

        public int Digits { get; private set; }

        public int Symbols { get; private set; }

        public int Broken { get; private set; }

        public int Mojibake { get; private set; }

        public int Han { get; private set; }

        public int Latin { get; private set; }

        public int LongestRun { get; private set; }

        public void Add(char c, char before, bool inFormula)
        {
            if (char.IsWhiteSpace(c))
            {
                _run = 0;
                return;
            }

            Characters++;
            _run = c == before ? _run + 1 : 1;
            if (!char.IsDigit(c) && c is not ('-' or '=' or '_' or '.' or '*' or '#' or '~')) LongestRun = Math.Max(LongestRun, _run);
            if (c == '\uFFFD' || char.IsControl(c) || c is >= '\uE000' and <= '\uF8FF') Broken++;
            if (before is 'Ã' or 'Â' or 'â' && c is >= '\u0080' and <= '\u00BF' or '€' or '™' or 'œ') Mojibake += before is 'Ã' or 'Â' or 'â' ? 2 : 0;
            if (char.IsDigit(c)) Digits++;
            else if (char.IsLetter(c) || char.IsSurrogate(c))
            {
                Letters++;
                if (CharTable.IsHanOrKana(c)) Han++;
                else if (c is < '\u0250' or (>= '\u1E00' and < '\u1F00')) Latin++;
            }
            else if (!inFormula && !IsCommon(c)) Symbols++;
        }

        private static bool IsCommon(char c) => char.IsPunctuation(c) && c is not ('#' or '@' or '*' or '\\' or '_') || c is '$' or '+' or '=' or '<' or '>' or '^' or '×' or '÷' or '±' or '≤' or '≥' or '√' or '∞' or '°' || c >= '\u2190' && c <= '\u22FF';
    }
}
