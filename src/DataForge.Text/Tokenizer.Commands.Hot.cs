namespace DataForge.Text;

/// <summary>Commands of LaTeX and what they take with them.</summary>
internal sealed partial class Tokenizer
{
    private const int LongestCommand = 32;

    /// <summary>The first of the backslashes before a name.</summary>
    private static int FirstBackslash(ReadOnlySpan<byte> text, int name, int floor)
    {
        while (name > floor && text[name - 1] == '\\') name--;
        return name;
    }

    private int ReadCommand(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        while (at < text.Length && text[at] == '\\') at++;
        var name = at;
        at = _map.LettersEnd(at);
        if (at == name) return at;
        if (at - name > LongestCommand) return ReadWord(text, name);
        var hash = AsciiHash(text, name, at);
        switch (LatexCommands.Find(hash, out var token))
        {
            case LatexAction.Drop:
                return at;
            case LatexAction.DropGroup:
                return SkipGroups(text, at);
            case LatexAction.Fraction:
                Add(token, Token.Symbol, start, at);
                return ReadDigitArguments(text, at);
            default:
                Add(token, Token.Symbol, start, at);
                return at;
        }
    }

    /// <summary>Passes over <c>{…}</c>, and for <c>{array}{ll}</c> over the column layout too.</summary>
    private static int SkipGroups(ReadOnlySpan<byte> text, int at)
    {
        const int longest = 80;
        if (at < text.Length && text[at] == '*') at++;
        var open = at;
        while (open < text.Length && text[open] == ' ') open++;
        if (open >= text.Length || text[open] != '{') return at;
        var window = text[open..Math.Min(text.Length, open + longest)];
        var close = window.IndexOf((byte)'}');
        if (close < 0) return at;
        var content = window[1..close];
        at = open + close + 1;
        return content.Length >= 5 && (content[0] | 0x20) is 'a' or 't' && (content[1] | 0x20) is 'r' or 'a' && at < text.Length && text[at] == '{' ? SkipGroups(text, at) : at;
    }

    private int ReadDigitArguments(ReadOnlySpan<byte> text, int at)
    {
        for (var argument = 0; argument < 2; argument++)
        {
            var digit = at;
            while (digit < text.Length && text[digit] == ' ') digit++;
            if (digit >= text.Length || Kinds[text[digit]] != Digit) return at;
            Add(Token.HashOf(text.Slice(digit, 1)), Token.Number, digit, digit + 1);
            at = digit + 1;
        }

        return at;
    }
}
