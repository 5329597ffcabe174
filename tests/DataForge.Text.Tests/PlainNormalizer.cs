using System.Text;
using DataForge.Text.Unicode;

namespace DataForge.Text.Tests;

/// <summary>A token as the plain normalizer gives it.</summary>
/// <param name="Start">First byte in the raw text.</param>
/// <param name="End">One past its last byte there.</param>
internal readonly record struct PlainToken(uint Hash, byte Flags, int Start, int End);

/// <summary>The normalizer behind the decoder of markup, written straight down: code points in lists, LaTeX commands looked up by name, nothing reused. The hot one has to agree with it token by token.</summary>
/// <remarks>Shared with the hot one, and tested by themselves: the Unicode tables, the word lists, the hash of a word and the value of a Chinese numeral.</remarks>
internal sealed class PlainNormalizer
{
    /// <summary>A folded code point with the raw bytes it came from.</summary>
    private readonly record struct Folded(int Point, int Start, int End)
    {
        public bool IsLower => Point is >= 'a' and <= 'z';

        public bool IsUpper => Point is >= 'A' and <= 'Z';

        public bool IsLetter => IsLower || IsUpper;

        public bool IsDigit => Point is >= '0' and <= '9';

        public int Bytes => new Rune(Point).Utf8SequenceLength;
    }

    private static readonly Dictionary<int, string> Symbols = new()
    {
        ['°'] = "circ", ['º'] = "circ", ['∞'] = "infty", ['√'] = "sqrt", ['∫'] = "int", ['∑'] = "sum", ['∏'] = "prod", ['∠'] = "angle", ['△'] = "triangle", ['∆'] = "triangle", ['∩'] = "cap",
        ['∪'] = "cup", ['∈'] = "in", ['∉'] = "notin", ['∅'] = "emptyset", ['⊂'] = "subset", ['⊆'] = "subseteq", ['∀'] = "forall", ['∃'] = "exists", ['∂'] = "partial", ['⊥'] = "perp", ['∥'] = "parallel",
    };

    private readonly List<Folded> _text;
    private readonly List<PlainToken> _tokens = [];
    private bool _breaks = true;
    private int _at;

    private PlainNormalizer(List<Folded> text) => _text = text;

    public static List<PlainToken> Read(byte[] utf8)
    {
        var reader = new PlainNormalizer(Fold(utf8));
        while (reader._at < reader._text.Count) reader.ReadOne();
        return reader._tokens;
    }

    private static List<Folded> Fold(byte[] utf8)
    {
        var points = new List<(int Point, bool Broken, int Start, int End)>();
        for (var at = 0; at < utf8.Length;)
        {
            var broken = Rune.DecodeFromUtf8(utf8.AsSpan(at), out var rune, out var width) != System.Buffers.OperationStatus.Done;
            points.Add((rune.Value, broken, at, at + width));
            at += width;
        }

        var folded = new List<Folded>();
        for (var first = 0; first < points.Count;)
        {
            var end = first + 1;
            while (end < points.Count && !points[end].Broken && CodePoints.JoinsPrevious(points[end].Point)) end++;
            var segment = points[first..end];
            IEnumerable<int> written = end - first > 1 || CodePoints.JoinsPrevious(segment[0].Point) ? UnicodeForm.Normalize([.. segment.Select(p => p.Point)], compatible: true).SelectMany(CaseFold)
                : segment[0].Broken ? [' ']
                : Symbols.TryGetValue(segment[0].Point, out var command) ? $"\\{command} ".Select(c => (int)c)
                : CaseFold(segment[0].Point);
            folded.AddRange(written.Select(p => new Folded(p, segment[0].Start, segment[^1].End)));
            first = end;
        }

        return folded;
    }

    private static int[] CaseFold(int point) => CodePoints.TryFold(point, out var fold) ? fold.ToArray() : [HanVariants.TrySimplify(point, out var simple) ? simple : point];

    private Folded? Peek(int ahead = 0) => _at + ahead < _text.Count ? _text[_at + ahead] : null;

    private void Add(string normal, int flags, int first, int end)
    {
        _tokens.Add(new PlainToken(Token.HashOf(normal), (byte)(flags | (_breaks ? Token.Break : 0)), _text[first].Start, _text[end - 1].End));
        _breaks = false;
    }

    private void ReadOne()
    {
        var c = _text[_at];
        if (c.IsLetter) ReadWord();
        else if (c.IsDigit) ReadNumber();
        else if (c.Point == '\\') ReadCommand();
        else if (c.Point >= 0x80) ReadWide(c.Point);
        else
        {
            _breaks |= ".?!;:\n\r".Contains((char)c.Point);
            _at++;
        }
    }

    private void ReadWord()
    {
        var first = _at;
        var word = new StringBuilder();
        for (; Peek() is { } c; _at++)
        {
            var letterFollows = Peek(1) is { IsLetter: true };
            if (c.IsLetter) word.Append(char.ToLowerInvariant((char)c.Point));
            else if (c.Point == '\'' || IsApostrophe(c.Point))
            {
                if (!letterFollows) break;
            }
            else if (c.Point < 0x80) break;
            else if (CodePoints.Class(c.Point) is CodePointClass.Letter or CodePointClass.Mark or CodePointClass.Digit) word.Append(new Rune(c.Point).ToString());
            else if (CodePoints.Class(c.Point) != CodePointClass.Ignored) break;
        }

        var span = _text[first.._at];
        var roles = Lexicon.Flags(Token.HashOf(word.ToString()));
        var single = span.Sum(c => c.Bytes) == 1;
        int flags = single ? Token.Symbol : roles & ~Lexicon.Opener;
        if (!single && span[0].IsUpper && span.Count(c => c.IsUpper) == 1 && (roles & Lexicon.Opener) == 0) flags |= Token.Name;
        Add(word.ToString(), flags, first, _at);
    }

    private static bool IsApostrophe(int point) => point is '’' or 'ʼ' or '′';

    private void ReadNumber()
    {
        var first = _at;
        var digits = Digits();
        if (digits.Length <= 3)
            while (Separators().FirstOrDefault(s => Stands(s) && IsGroup(_at + s.Length)) is { } separator)
            {
                _at += separator.Length;
                digits += Digits();
            }

        Add(digits, Token.Number, first, _at);
        if (Peek() is not { Point: '.' } || Peek(1) is not { IsDigit: true }) return;
        first = ++_at;
        var fraction = Digits().TrimEnd('0');
        if (fraction.Length > 0) Add(fraction, Token.Number, first, _at);
    }

    private static string[] Separators() => [",\\!", ",", "{,}", "\\,"];

    private bool Stands(string text) => text.Select((c, i) => Peek(i)?.Point == c).All(same => same);

    private bool IsGroup(int at) => at + 3 <= _text.Count && _text[at..(at + 3)].All(c => c.IsDigit) && (at + 3 == _text.Count || !_text[at + 3].IsDigit);

    private string Digits()
    {
        var digits = new StringBuilder();
        for (; Peek() is { IsDigit: true } c; _at++) digits.Append((char)c.Point);
        return digits.ToString();
    }

    private void ReadWide(int point)
    {
        switch (IsApostrophe(point) ? CodePointClass.Other : CodePoints.Class(point))
        {
            case CodePointClass.Letter or CodePointClass.Digit:
                ReadWord();
                return;
            case CodePointClass.Alone:
                if (ReadChineseNumber()) return;
                Add(new Rune(point).ToString(), point is >= 0x370 and < 0x400 ? Token.Symbol : 0, _at, _at + 1);
                break;
            case CodePointClass.Other:
                _breaks |= point is '。' or 0x2028 or 0x2029 or 0x85;
                break;
        }

        _at++;
    }

    private bool ReadChineseNumber()
    {
        var run = _text.Skip(_at).Select(c => ChineseNumber.Value(c.Point)).TakeWhile(v => v >= 0).Take(ChineseNumber.MaxLength).ToArray();
        var digits = new byte[32];
        var length = run.Length == 0 ? 0 : ChineseNumber.Write(run, digits);
        if (length == 0) return false;
        Add(Encoding.ASCII.GetString(digits, 0, length), Token.Number, _at, _at + run.Length);
        _at += run.Length;
        return true;
    }

    private void ReadCommand()
    {
        const int longest = 32;
        var first = _at;
        while (Peek() is { Point: '\\' }) _at++;
        var name = new string([.. _text.Skip(_at).TakeWhile(c => c.IsLetter).Select(c => char.ToLowerInvariant((char)c.Point))]);
        if (name.Length > longest) ReadWord();
        if (name.Length is 0 or > longest) return;
        _at += name.Length;
        if (LatexCommands.Dropped.Contains(name)) return;
        if (LatexCommands.DroppedWithGroup.Contains(name))
        {
            SkipGroups();
            return;
        }

        var canonical = LatexCommands.Aliases.Where(a => a.Name == name).Select(a => a.As).LastOrDefault(name);
        Add(canonical, Token.Symbol, first, _at);
        if (LatexCommands.Fractions.Contains(canonical)) ReadDigitArguments();
    }

    private void ReadDigitArguments()
    {
        for (var argument = 0; argument < 2; argument++)
        {
            var blanks = _text.Skip(_at).TakeWhile(c => c.Point == ' ').Count();
            if (Peek(blanks) is not { IsDigit: true } digit) return;
            _at += blanks;
            Add($"{(char)digit.Point}", Token.Number, _at, _at + 1);
            _at++;
        }
    }

    /// <summary>A group counts as one when it closes within 80 bytes.</summary>
    private void SkipGroups()
    {
        if (Peek() is { Point: '*' }) _at++;
        var open = _at + _text.Skip(_at).TakeWhile(c => c.Point == ' ').Count();
        if (open >= _text.Count || _text[open].Point != '{') return;
        var close = _text.FindIndex(open, c => c.Point == '}');
        if (close < 0 || _text[open..(close + 1)].Sum(c => c.Bytes) > 80) return;
        var content = _text[(open + 1)..close];
        _at = close + 1;
        var isTable = content.Sum(c => c.Bytes) >= 5 && content.Count >= 2 && content[0].Point is 'a' or 'A' or 't' or 'T' && content[1].Point is 'r' or 'R' or 'a' or 'A';
        if (isTable && Peek() is { Point: '{' }) SkipGroups();
    }
}
