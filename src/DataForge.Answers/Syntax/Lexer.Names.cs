namespace DataForge.Answers.Syntax;

/// <summary>Commands and runs of letters.</summary>
internal sealed partial class Lexer
{
    private void Named(string name, int end)
    {
        // what must be followed by something was cut off: no rule reads an arrow
        if (end >= _text.Length && name is "left" or "Rightarrow" or "implies" or "iff" or "Leftrightarrow" or "mathbb" or "Bbb" or "overset" or "underset") EmitOperator('→', end);
        else if (Commands.Operators.TryGetValue(name, out var op)) EmitOperator(op, end);
        else if (Commands.Functions.Contains(name)) Function(name, end);
        else if (name is "frac" or "dfrac" or "tfrac" or "cfrac" or "nicefrac" or "sfrac") Emit(TokenKind.Fraction, name, end);
        else if (name is "binom" or "dbinom" or "tbinom") Emit(TokenKind.Binomial, name, end);
        else if (Commands.Texts.Contains(name)) OpenText(end);
        else if (name is "operatorname") Operator(end);
        else if (Commands.Transparent.Contains(name)) Transparent(end);
        else if (name is "mathbb" or "Bbb") Blackboard(end);
        else if (name is "Reals") Emit(TokenKind.SetName, "R", end);
        else if (name is "emptyset" or "varnothing" or "O") Emit(TokenKind.SetName, "0", end);
        else if (name is "infty" or "infinity") Emit(TokenKind.Symbol, "infty", end);
        else if (Commands.Wrappers.Contains(name)) Emit(TokenKind.Wrapper, name, end);
        else if (Commands.BigOperators.Contains(name)) Emit(TokenKind.BigOperator, name, end);
        else if (name is "begin" or "end") Environment(name, end);
        else if (Commands.Dropped.Contains(name)) DropBraces(end);
        else if (name is "Rightarrow" or "implies" or "iff" or "Leftrightarrow" or "newline" or "cr") EmitOperator('¶', end);
        else if (name is "left" or "right" && end < _text.Length && _text[end] == '.') Skip(end + 1 - _at);
        else if (name is "not") Not(end);
        else if (name is "angle" or "triangle" or "measuredangle" or "therefore" && !LettersFollow(end, name)) Unread(end);
        else if (name is "cancel" or "xcancel" or "bcancel" or "sout" or "because" or "square" or "Box" or "ref") Unread(end);
        else if (Commands.Ignored.Contains(name)) Skip(end - _at);
        else if (name.StartsWith("quad", StringComparison.Ordinal)) Skip(5); // "\quadx": the blank ate its own
        else if (name.StartsWith("cdot", StringComparison.Ordinal)) EmitOperator('*', _at + 5);
        else if (name.StartsWith("var", StringComparison.Ordinal) && name.Length > 3) Emit(TokenKind.Symbol, name[3..], end);
        else if (name is "yen" or "pounds" or "euro") Emit(TokenKind.Currency, name is "yen" ? "¥" : name is "euro" ? "€" : "£", end);
        else if (name is "rac" or "brac") Emit(TokenKind.Fraction, "frac", end); // "\frac" through a string that ate "\f"
        else Emit(TokenKind.Symbol, name, end);
    }

    /// <summary>\not= is ≠; of \not before anything else no rule knows what it denies.</summary>
    private void Not(int end)
    {
        while (end < _text.Length && _text[end] == ' ') end++;
        if (end < _text.Length && _text[end] == '=') EmitOperator('≠', end + 1);
        else Unread(end);
    }

    /// <summary>∠ABC, △ABC: the sign is part of a name. "∴" opens an answer.</summary>
    private bool LettersFollow(int at, string name)
    {
        if (name == "therefore") return _tokens.Count == 0;
        while (at < _text.Length && _text[at] is ' ' or '{') at++;
        return at < _text.Length && char.IsLetter(_text[at]);
    }

    private void Function(string name, int end) => Emit(name is "sqrt" or "cbrt" ? TokenKind.Root : TokenKind.Function, Canonical(name), end);

    private static string Canonical(string name) => name switch
    {
        "tg" => "tan",
        "ctg" => "cot",
        "cosec" => "csc",
        "arctg" or "atan" => "arctan",
        "arcctg" => "arccot",
        "asin" => "arcsin",
        "acos" => "arccos",
        _ => name,
    };

    /// <summary>From here to the matching brace words are words.</summary>
    private void OpenText(int end)
    {
        _at = end;
        while (_at < _text.Length && _text[_at] == ' ') _at++;
        if (_at >= _text.Length) Unread(_at); // cut off
        if (_at >= _text.Length || _text[_at] != '{') return;
        var close = Matching(_at);
        if (close < 0) { EmitOperator('{', _at + 1); return; } // cut off
        _textUntil = Math.Max(_textUntil, close);
        _closing.Push(close);
        _at++;
    }

    private void CloseText()
    {
        _closing.Pop();
        _at++;
    }

    private readonly Stack<int> _closing = new();

    private int Matching(int open)
    {
        var depth = 0;
        for (var i = open; i < _text.Length; i++)
        {
            if (_text[i] == '\\') i++;
            else if (_text[i] == '{') depth++;
            else if (_text[i] == '}' && --depth == 0) return i;
        }

        return -1;
    }

    /// <summary>\mathrm{e}, \mathbf{v}, \boxed{…}: a group; more letters than one in an upright font are a word.</summary>
    private void Transparent(int end)
    {
        var open = end;
        while (open < _text.Length && _text[open] == ' ') open++;
        var close = open < _text.Length && _text[open] == '{' ? Matching(open) : -1;
        var content = close > 0 ? _text.AsSpan(open + 1, close - open - 1).Trim() : default;
        var bold = _text.AsSpan(_at + 1, end - _at - 1);
        if (content is "i" or "j" or "k" && bold is "mathbf" or "boldsymbol" or "bm" or "pmb") Emit(TokenKind.Symbol, "vec " + content.ToString(), close + 1);
        else if (content.Length > 1 && Upright(content)) OpenText(end);
        else Skip(end - _at);
    }

    private static bool Upright(ReadOnlySpan<char> content)
    {
        foreach (var c in content)
            if (!char.IsLetter(c) && c is not (' ' or '~' or '.' or '(' or ')' or '\\' or ','))
                return false;
        return !content.Contains('\\') || content.StartsWith("\\,", StringComparison.Ordinal) || content.StartsWith("\\ ", StringComparison.Ordinal);
    }

    private void Operator(int end)
    {
        var open = end;
        if (open < _text.Length && _text[open] == '*') open++;
        var close = open < _text.Length && _text[open] == '{' ? Matching(open) : -1;
        if (close < 0) { Unread(end); return; }
        var name = _text[(open + 1)..close].Replace("\\,", "", StringComparison.Ordinal).Trim();
        if (Commands.Functions.Contains(name)) Function(name, close + 1);
        else OpenText(open);
    }

    private void Blackboard(int end)
    {
        while (end < _text.Length && _text[end] is ' ' or '{') end++;
        if (end >= _text.Length) { _at = end; return; }
        var name = _text[end].ToString();
        end++;
        if (end < _text.Length && _text[end] == '}') end++;
        if (Commands.SetLetters.ContainsKey(name)) Emit(TokenKind.SetName, name, end);
        else Emit(TokenKind.Symbol, name, end);
    }

    private void Environment(string name, int end)
    {
        var open = end < _text.Length && _text[end] == '{' ? end : -1;
        var close = open >= 0 ? _text.IndexOf('}', open) : -1;
        if (close < 0) { Unread(end); return; }
        Emit(name == "begin" ? TokenKind.Begin : TokenKind.EndBlock, _text[(open + 1)..close].TrimEnd('*'), close + 1);
        while (name == "begin" && _at < _text.Length && _text[_at] == ' ') _at++;
        if (name == "begin" && _tokens[^1].Text == "array" && _at < _text.Length && _text[_at] == '{' && Matching(_at) is > 0 and var after) _at = after + 1;
    }

    private void DropBraces(int end)
    {
        var close = end < _text.Length && _text[end] == '{' ? Matching(end) : -1;
        Skip((close < 0 ? end : close + 1) - _at);
    }

    private void Letters()
    {
        var end = _at;
        while (end < _text.Length && (char.IsAsciiLetter(_text[end]) || (InText && char.IsLetter(_text[end])))) end++;
        var run = _text.AsSpan(_at, end - _at);
        if (run is "and" or "And" or "AND") Emit(TokenKind.And, "and", end);
        else if (run is "or" or "Or" or "OR") Emit(TokenKind.Or, "or", end);
        else if (run.Length is 3 or 4 && _tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Number } or { Text: ")" } && !_space && run.StartsWith("or", StringComparison.Ordinal)) Emit(TokenKind.Or, "or", _at + 2);
        else if (run.Length is 4 && _tokens.Count > 0 && _tokens[^1] is { Kind: TokenKind.Number } or { Text: ")" } && !_space && run.StartsWith("and", StringComparison.Ordinal)) Emit(TokenKind.And, "and", _at + 3);
        else if (run is "Rs" or "INR" or "USD" or "US" or "EUR" or "GBP" or "CNY" or "RMB" && MoneyFollows(end) is > 0 and var amount) Emit(TokenKind.Currency, run is "Rs" or "INR" ? "₹" : run is "EUR" ? "€" : run is "GBP" ? "£" : run is "CNY" or "RMB" ? "¥" : "$", amount);
        else if (run is "x" or "X" && IsTimes(end)) EmitOperator('*', end);
        else if (run is "U" && JoinsSets(end)) EmitOperator('∪', end);
        else if (run.Length == 1) Emit(TokenKind.Symbol, run.ToString(), end);
        else if (run is "pi" or "infty" or "theta" or "alpha" or "beta" or "lambda") Emit(TokenKind.Symbol, run.ToString(), end);
        else if (run is "frac" or "dfrac" or "rac" or "tfrac" && Follows(end, '{')) Emit(TokenKind.Fraction, "frac", end);
        else if (run is "oo" or "inf" or "infinity" or "Infinity") Emit(TokenKind.Symbol, "infty", end);
        else if ((!InText || IsCalled(end) || run is "cis" || run.StartsWith("arc", StringComparison.Ordinal)) && Commands.Functions.Contains(run.ToString())) Function(run.ToString(), end);
        else if (run is "imes" && _tokens.Count > 0) EmitOperator('*', end);
        else if (!InText && FunctionPrefix(run) is { } prefix) Function(prefix, _at + prefix.Length);
        else Word(end);
    }

    /// <summary>"(-∞, 3) U (3, ∞)": a letter between a closing and an opening bracket.</summary>
    private bool JoinsSets(int at)
    {
        if (_tokens.Count == 0 || !(_tokens[^1].Op is ')' or ']' or '⦄' or '}' or '[')) return false;
        while (at < _text.Length && _text[at] is ' ' or '\\') at++;
        return at < _text.Length && _text[at] is '(' or '[' or '{' or ']' or 'l';
    }

    /// <summary>\text{lcm}(4, 6), \mathrm{Re}(z): a name in upright letters with its argument behind it.</summary>
    private bool IsCalled(int at)
    {
        while (at < _text.Length && _text[at] is ' ' or '}' or '\\' or ',') at++;
        return at < _text.Length && (_text[at] == '(' || _text.AsSpan(at).StartsWith("left(", StringComparison.Ordinal));
    }

    /// <summary>"3 x 10^8", "2^3 x 5": an x between two numbers, which no product of letters writes so.</summary>
    private bool IsTimes(int at)
    {
        if (_tokens.Count == 0 || !(_tokens[^1].Kind == TokenKind.Number || _tokens[^1].Op is '}' or ')')) return false;
        var isApart = at < _text.Length && _text[at] == ' ';
        while (at < _text.Length && _text[at] == ' ') at++;
        return at < _text.Length && char.IsAsciiDigit(_text[at]) && (_tokens[^1].Kind == TokenKind.Number || (isApart && _space));
    }

    /// <summary>"Rs. 37", "US\$5": where the number begins, or -1.</summary>
    private int MoneyFollows(int at)
    {
        if (at < _text.Length && _text[at] == '.') at++;
        while (at < _text.Length && _text[at] is ' ' or '$' or '\\' or ',' or '~') at++;
        return at < _text.Length && char.IsAsciiDigit(_text[at]) ? at : -1;
    }

    private bool Follows(int at, char c)
    {
        while (at < _text.Length && _text[at] == ' ') at++;
        return at < _text.Length && _text[at] == c;
    }

    /// <summary>"sinx", "cos2x", "lnx".</summary>
    private static string? FunctionPrefix(ReadOnlySpan<char> run)
    {
        foreach (var name in (ReadOnlySpan<string>)["sin", "cos", "tan", "ln", "log", "sqrt"])
            if (run.Length - name.Length == 1 && run.StartsWith(name, StringComparison.Ordinal))
                return name;
        return null;
    }

    /// <summary>A word keeps its inner hyphens and apostrophes ("thirty-six", "O'Neill").</summary>
    private void Word(int end)
    {
        while (end + 1 < _text.Length && _text[end] is '-' or '\'' && char.IsAsciiLetter(_text[end + 1]) && end - _at >= 2 && char.IsAsciiLetter(_text[end - 1]) && IsHyphenated(end))
        {
            end++;
            while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        }

        Emit(TokenKind.Word, _text[_at..end], end);
    }

    private bool IsHyphenated(int hyphen)
    {
        var after = hyphen + 1;
        while (after < _text.Length && char.IsAsciiLetter(_text[after])) after++;
        return _text[hyphen] == '\'' || (after - hyphen > 2 && !(Parser.IsProduct(_text[_at..hyphen]) && Parser.IsProduct(_text[(hyphen + 1)..after])));
    }
}
