using System.Globalization;
using System.Text;

namespace DataForge.Models.Chat.Templates;

/// <summary>Cuts a template into tokens with Jinja's white-space rules as transformers sets them: trim_blocks and lstrip_blocks on, one last line end dropped.</summary>
internal sealed class TemplateLexer
{
    private static readonly string[] Operators = ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|"];

    private readonly string _source;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;

    private TemplateLexer(string source) => _source = source;

    public static List<TemplateToken> Tokens(string source)
    {
        source = source.ReplaceLineEndings("\n");
        var lexer = new TemplateLexer(source.EndsWith('\n') ? source[..^1] : source);
        lexer.Run();
        return lexer._tokens;
    }

    private int Line => _source.AsSpan(0, _at).Count('\n') + 1;

    private void Add(TokenKind kind, string value) => _tokens.Add(new(kind, value, Line));

    private TemplateError Error(string problem) => new($"line {Line}: {problem}");

    private void Run()
    {
        while (_at < _source.Length)
        {
            var tag = NextTag();
            var literalEnd = tag < 0 ? _source.Length : tag;
            if (tag >= 0) literalEnd = StripBefore(tag);
            if (literalEnd > _at) Add(TokenKind.Literal, _source[_at..literalEnd]);
            _at = tag < 0 ? _source.Length : tag;
            if (tag < 0) break;
            var kind = _source[tag + 1];
            _at += 2;
            if (_at < _source.Length && _source[_at] is '-' or '+') _at++;
            if (kind == '#') Comment();
            else Tag(isPrint: kind == '{');
        }

        Add(TokenKind.End, "");
    }

    private int NextTag()
    {
        for (var at = _source.IndexOf('{', _at); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
            if (_source[at + 1] is '{' or '%' or '#')
                return at;
        return -1;
    }

    /// <summary>Where the text before a tag ends: <c>-</c> strips all white space, a block tag alone on its line strips what indents it.</summary>
    private int StripBefore(int tag)
    {
        var end = tag;
        var sign = tag + 2 < _source.Length ? _source[tag + 2] : ' ';
        if (sign == '-')
        {
            while (end > _at && char.IsWhiteSpace(_source[end - 1])) end--;
            return end;
        }

        if (_source[tag + 1] == '{' || sign == '+') return end;
        while (end > _at && _source[end - 1] is ' ' or '\t') end--;
        var startsLine = end == 0 || _source[end - 1] == '\n';
        return startsLine ? end : tag;
    }

    private void Comment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw Error("a comment is not closed");
        var sign = _source[end - 1];
        _at = end + 2;
        After(sign, isBlock: true);
    }

    private void After(char sign, bool isBlock)
    {
        if (sign == '-') while (_at < _source.Length && char.IsWhiteSpace(_source[_at])) _at++;
        else if (isBlock && sign != '+' && _at < _source.Length && _source[_at] == '\n') _at++;
    }

    private void Tag(bool isPrint)
    {
        Add(isPrint ? TokenKind.PrintStart : TokenKind.BlockStart, "");
        var close = isPrint ? "}}" : "%}";
        var braces = 0;
        while (true)
        {
            while (_at < _source.Length && char.IsWhiteSpace(_source[_at])) _at++;
            if (_at >= _source.Length) throw Error("a tag is not closed");
            var sign = _source[_at] is '-' or '+' && At(close, _at + 1) ? _source[_at] : ' ';
            if (braces == 0 && (sign != ' ' || At(close, _at)))
            {
                Add(isPrint ? TokenKind.PrintEnd : TokenKind.BlockEnd, "");
                _at += sign == ' ' ? 2 : 3;
                After(sign, isBlock: !isPrint);
                return;
            }

            var token = Next();
            if (token == "{") braces++;
            if (token == "}") braces--;
        }
    }

    private bool At(string text, int at) => string.CompareOrdinal(_source, at, text, 0, text.Length) == 0;

    /// <summary>Reads one token; gives it where it is an operator.</summary>
    private string? Next()
    {
        var c = _source[_at];
        var start = _at;
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < _source.Length && (char.IsAsciiLetterOrDigit(_source[_at]) || _source[_at] == '_')) _at++;
            Add(TokenKind.Name, _source[start.._at]);
            return null;
        }

        if (char.IsAsciiDigit(c))
        {
            while (_at < _source.Length && char.IsAsciiDigit(_source[_at])) _at++;
            var isWhole = !(_at + 1 < _source.Length && _source[_at] == '.' && char.IsAsciiDigit(_source[_at + 1]));
            if (!isWhole) for (_at++; _at < _source.Length && char.IsAsciiDigit(_source[_at]);) _at++;
            if (Exponent() is > 0 and var length) (isWhole, _at) = (false, _at + length);
            Add(isWhole ? TokenKind.Integer : TokenKind.Number, _source[start.._at]);
            return null;
        }

        if (c is '\'' or '"')
        {
            Quoted(c);
            return null;
        }

        var found = Array.Find(Operators, o => At(o, _at)) ?? throw Error($"the character {c} has no meaning here");
        Add(TokenKind.Operator, found);
        _at += found.Length;
        return found;
    }

    private void Quoted(char quote)
    {
        var text = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (_at >= _source.Length) throw Error("a quoted text is not closed");
            if (_source[_at] == quote) break;
            if (_source[_at] != '\\' || _at + 1 >= _source.Length) text.Append(_source[_at]);
            else Escape(text, _source[++_at]);
        }

        Add(TokenKind.Text, text.ToString());
        _at++;
    }

    /// <summary>Python's escapes; one it does not know stays as it stands.</summary>
    private void Escape(StringBuilder text, char c)
    {
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case 'a': text.Append('\a'); break;
            case '\\' or '\'' or '"': text.Append(c); break;
            case '\n': break;
            case 'x': text.Append(char.ConvertFromUtf32(Hex(2))); break;
            case 'u': text.Append((char)Hex(4)); break;
            case 'U': text.Append(Rune.TryCreate(Hex(8), out var rune) ? rune.ToString() : throw Error("an escape names no character")); break;
            case >= '0' and <= '7' or 'N': throw Error($"the escape \\{c} is not supported");
            default: text.Append('\\').Append(c); break;
        }
    }

    /// <summary>Length of an exponent that stands here (<c>e20</c>, <c>E-3</c>); 0 when none does.</summary>
    private int Exponent()
    {
        if (_at >= _source.Length || _source[_at] is not ('e' or 'E')) return 0;
        var at = _at + 1;
        if (at < _source.Length && _source[at] is '+' or '-') at++;
        var digits = at;
        while (at < _source.Length && char.IsAsciiDigit(_source[at])) at++;
        return at > digits ? at - _at : 0;
    }

    private int Hex(int digits)
    {
        if (_at + digits >= _source.Length || !int.TryParse(_source.AsSpan(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) throw Error("a broken escape");
        _at += digits;
        return value;
    }
}
