using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Cuts an answer into tokens: LaTeX, plain text, Unicode and full-width math alike. One pass; nothing is rescanned.
/// Only layout (<see cref="Layout"/>) is passed over; every other sign is a token, if need be <see cref="TokenKind.Unread"/>.</summary>
/// <remarks>
/// Operator characters: + - * / ^ _ = &lt; &gt; ≤ ≥ ≠ ≈ ≡ ∈ ∪ ∩ ∖ ± ∓ , ; : | ! % ° ' √ … &amp; ( ) [ ] and { } for TeX groups, ⦃ ⦄ for set braces,
/// ⌊ ⌋ ⌈ ⌉, ¶ for a line break (\\), ∧ ∨ → ‖, C for \choose.
/// </remarks>
internal sealed partial class Lexer
{
    private readonly string _text;
    private readonly List<Token> _tokens = new(32);
    private readonly bool _money;
    private int _at;
    private int _textUntil = -1;
    private int _brackets;
    private bool _space;

    private Lexer(string text)
    {
        _text = text;
        _money = OddDollars(text);
    }

    public static List<Token> Cut(string text)
    {
        var lexer = new Lexer(text);
        lexer.Run();
        return NumberWords.Join(lexer._tokens);
    }

    /// <summary>An odd number of bare dollar signs means that one of them is money; pairs are math delimiters.</summary>
    private static bool OddDollars(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '$' && (i == 0 || text[i - 1] != '\\'))
                count++;
        return count % 2 == 1;
    }

    private bool InText => _at < _textUntil;

    private void Run()
    {
        while (_at < _text.Length && _tokens.Count < Limits.MaxTokens)
        {
            var c = _text[_at];
            if (c == '}' && _closing.Count > 0 && _closing.Peek() == _at) CloseText();
            else if (c == '{' && string.CompareOrdinal(_text, _at, "{:}", 0, 3) == 0) EmitOperator(':', _at + 3);
            else if (c == '\\') Command();
            else if (Commands.LostLetter(c) is not '\0' and var letter && LostCommand(letter)) { }
            else if (Layout.IsBlank(_text, _at)) Skip(1);
            else if (char.IsAsciiDigit(c) || (c == '.' && Peek(1) is >= '0' and <= '9')) Number();
            else if (c is >= '０' and <= '９') FullWidthNumber();
            else if (char.IsAsciiLetter(c)) Letters();
            else Other(c);
        }

        _tokens.Add(new Token(TokenKind.End, "", default, -1, _text.Length, _text.Length, _space, false));
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Skip(int count)
    {
        _at += count;
        _space = true;
    }

    private void Emit(TokenKind kind, string text, int end, Rational value = default, int places = -1)
    {
        _tokens.Add(new Token(kind, text, value, places, _at, end, _space, InText));
        _at = end;
        _space = false;
    }

    private void Unread(int end) => Emit(TokenKind.Unread, _text[_at..Math.Min(end, _text.Length)], Math.Min(end, _text.Length));

    private void EmitOperator(char op, int end)
    {
        if (op is '(' or '[' or '⦃') _brackets++;
        else if (op is ')' or ']' or '⦄' && _brackets > 0) _brackets--;
        Emit(TokenKind.Operator, op.ToString(), end);
    }

    private bool LostCommand(char letter)
    {
        var end = _at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        var name = letter + _text[(_at + 1)..end];
        if (!IsKnown(name)) return false;
        Named(name, end);
        return true;
    }

    private static bool IsKnown(string name) =>
        Commands.Operators.ContainsKey(name) || Commands.Functions.Contains(name) || Commands.Texts.Contains(name) || Commands.Transparent.Contains(name) || Commands.Ignored.Contains(name)
        || Commands.Wrappers.Contains(name) || name is "frac" or "tfrac" or "binom" or "begin" or "tbinom" or "theta" or "tau" or "rho" or "alpha" or "beta" or "varphi" or "varnothing" or "forall";

    private void Command()
    {
        var end = _at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        if (end == _at + 1) Escaped();
        else Named(_text[(_at + 1)..end], end);
    }

    /// <summary>A backslash before a character that is no letter.</summary>
    private void Escaped()
    {
        switch (Peek(1))
        {
            case '\\' when IsDoubled(): _at++; break; // "\\frac": a backslash escaped once too often
            case '\\': EmitOperator('¶', _at + 2); SkipRowSpace(); break;
            case '{': EmitOperator('⦃', _at + 2); break;
            case '}': EmitOperator('⦄', _at + 2); break;
            case '%': EmitOperator('%', _at + 2); break;
            case '$': Emit(TokenKind.Currency, "$", _at + 2); break;
            case '|': EmitOperator('‖', _at + 2); break;
            case '&': Emit(TokenKind.And, "and", _at + 2); break;
            case '_' when char.IsLetterOrDigit(Peek(2)) && _at > 0 && char.IsLetterOrDigit(_text[_at - 1]): EmitOperator('_', _at + 2); break;
            case '*' or '+' or '=': EmitOperator(Peek(1), _at + 2); break; // Markdown's escapes
            case '-' when char.IsLetterOrDigit(Peek(2)) || Peek(2) is '\\' or '.': EmitOperator('-', _at + 2); break;
            case var c when Layout.IsEscape(c): Skip(2); break;
            default: Unread(_at + 2); break;
        }
    }

    /// <summary>"\\" followed by a known command and outside a matrix is one backslash written twice.</summary>
    private bool IsDoubled()
    {
        var end = _at + 2;
        while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        return end > _at + 2 && !_tokens.Exists(t => t.Kind == TokenKind.Begin) && IsKnown(_text[(_at + 2)..end]);
    }

    private void SkipRowSpace()
    {
        if (_at < _text.Length && _text[_at] == '[' && _text.IndexOf(']', _at) is > 0 and var close && close - _at < 8 && _text[close - 1] is 't' or 'm' or 'x') _at = close + 1;
    }

    private void Other(char c)
    {
        if (c == '$')
        {
            if (_money) Emit(TokenKind.Currency, "$", _at + 1);
            else Skip(1);
        }
        else if (c is '€' or '£' or '¥' or '￥' or '₹' or '¢' or '￠')
        {
            Emit(TokenKind.Currency, c is '￥' ? "¥" : c is '￠' ? "¢" : c.ToString(), _at + 1);
        }
        else if (c == '<' && Peek(1) == '=') EmitOperator('≤', _at + 2);
        else if (c == '>' && Peek(1) == '=') EmitOperator('≥', _at + 2);
        else if (c == '!' && Peek(1) == '=' && Peek(2) != '=') EmitOperator('≠', _at + 2);
        else if (c == '=' && Peek(1) == '=') EmitOperator('=', _at + 2);
        else if (c == '*' && Peek(1) == '*') Power();
        else if (c == '.' && Peek(1) == '.') Dots();
        else if (c == ':' && Peek(1) == '=') EmitOperator('=', _at + 2);
        else if (Commands.Characters.TryGetValue(c, out var op)) EmitOperator(op, _at + 1);
        else if (c is '∛' or '∜') Emit(TokenKind.Root, c == '∛' ? "cbrt" : "qrt", _at + 1);
        else if (c == 'π') Emit(TokenKind.Symbol, "pi", _at + 1);
        else if (c == '∞') Emit(TokenKind.Symbol, "infty", _at + 1);
        else if (c is '∅' or '⌀') Emit(TokenKind.SetName, "0", _at + 1);
        else if (c is 'ℝ' or 'ℚ' or 'ℤ' or 'ℕ' or 'ℂ') Emit(TokenKind.SetName, "RQZNC"["ℝℚℤℕℂ".IndexOf(c)].ToString(), _at + 1);
        else if (Commands.Greek.TryGetValue(c, out var greek)) Emit(TokenKind.Symbol, greek, _at + 1);
        else if (Commands.Fractions.TryGetValue(c, out var fraction)) Emit(TokenKind.Number, "½", _at + 1, fraction);
        else if (c is >= '①' and <= '⑳') Circled(c);
        else if ("⁰¹²³⁴⁵⁶⁷⁸⁹⁻".Contains(c)) Superscript();
        else if (c is >= '₀' and <= '₉') Subscript();
        else if (char.IsLetter(c)) Foreign();
        else if (Layout.Is(_text, _at) || (c is '∠' or '△' && LettersFollow(_at + 1, ""))) Skip(1);
        else Unread(_at + (char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1));
    }

    private void Power()
    {
        if (_tokens.Count > 0 && Peek(2) is not ('\0' or '.' or ',') && !char.IsWhiteSpace(Peek(2))) EmitOperator('^', _at + 2);
        else Unread(_at + 2);
    }

    private void Dots()
    {
        var end = _at;
        while (end < _text.Length && _text[end] == '.') end++;
        if (end - _at < 3 && end == _text.Length && _at > 0 && char.IsLetter(_text[_at - 1])) Skip(end - _at); // "4:30p.."
        else if (end - _at < 3) Unread(end);
        else if (end < _text.Length || !EndsDecimal()) EmitOperator('…', end);
        else Shortened(end);
    }

    /// <summary>①②: adjacent ones are a list.</summary>
    private void Circled(char c)
    {
        if (_tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Number, Text: "①" }) _tokens.Add(new Token(TokenKind.Operator, ",", default, -1, _at, _at, false, false));
        Emit(TokenKind.Number, "①", _at + 1, c - '①' + 1);
    }

    private void Superscript()
    {
        var end = _at;
        BigInteger value = 0;
        var negative = false;
        for (; end < _text.Length && "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".IndexOf(_text[end]) is >= 0 and var digit && end - _at < 6; end++)
        {
            if (digit == 10) negative = true;
            else value = value * 10 + digit;
        }

        EmitOperator('^', end);
        _at = end;
        Emit(TokenKind.Number, "²", end, negative ? -value : value);
    }

    private void Subscript()
    {
        var end = _at;
        long value = 0;
        for (; end < _text.Length && _text[end] is >= '₀' and <= '₉' && end - _at < 9; end++) value = value * 10 + (_text[end] - '₀');
        EmitOperator('_', end);
        Emit(TokenKind.Number, "₁", end, value);
    }

    private void Foreign()
    {
        var end = _at;
        while (end < _text.Length && char.IsLetter(_text[end]) && !char.IsAscii(_text[end]) && !Commands.Greek.ContainsKey(_text[end]) && _text[end] != 'π') end++;
        if (end == _at) end++;
        var word = Wording.Compatible(_text[_at..end]);
        if (word is "和" or "与" or "及" or "且") Emit(TokenKind.And, word, end);
        else if (word is "或" or "或者") Emit(TokenKind.Or, word, end);
        else if (word.Length == 1 && char.IsAsciiLetter(word[0])) Emit(TokenKind.Symbol, word, end);
        else Emit(TokenKind.Word, word, end);
    }
}
