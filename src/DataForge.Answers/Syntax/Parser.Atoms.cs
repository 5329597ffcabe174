namespace DataForge.Answers.Syntax;

/// <summary>Atoms: numbers, letters, words, signs and bars.</summary>
internal sealed partial class Parser
{
    private Node? Prefix()
    {
        var token = Now;
        switch (token.Kind)
        {
            case TokenKind.Number: _at++; return new Num(token.Value, token.Places);
            case TokenKind.Symbol: _at++; return Symbol(token.Text);
            case TokenKind.Word: return Word();
            case TokenKind.Function: return Function();
            case TokenKind.Fraction: return Fraction();
            case TokenKind.Root: return Root();
            case TokenKind.Binomial: return Binomial();
            case TokenKind.Wrapper: return Wrapped();
            case TokenKind.BigOperator: return BigOperator();
            case TokenKind.Begin: return Block();
            case TokenKind.SetName: return Set();
            case TokenKind.Currency: return Money();
            case TokenKind.Operator: return PrefixOperator(token.Op);
            default: return null;
        }
    }

    private Node? PrefixOperator(char op)
    {
        switch (op)
        {
            case '-':
                _at++;
                return Expression(UnaryPower) is { } negated ? Negate(negated) : null;
            case '+':
                _at++;
                return Expression(UnaryPower);
            case '±' or '∓':
                _at++;
                return Expression(SumPower) is { } both ? new Unary(op == '±' ? UnaryKind.PlusMinus : UnaryKind.MinusPlus, both) : null;
            case '√':
                _at++;
                return Expression(PowerPower - 1) is { } radicand ? new Call("sqrt", radicand) : null;
            case '{' when _at > 0:
                var inner = Bracketed();
                return inner is Items { IsOr: false } members ? new Group('{', '}', members.Parts) : inner; // {1, {2, 3}}: a set whose braces lost their backslash
            case '⦃' when Next is { Kind: TokenKind.Begin, Text: "array" or "aligned" or "matrix" } && !_tokens.Exists(static t => t.Is('⦄')):
                _at += 2; // \left\{\begin{array}…\end{array}\right. is a system
                return CaseRows();
            case '(' or '[' or '⦃' or '{': return Bracketed();
            case ']' when IsFrench(): return Bracketed();
            case '|': return Bars();
            case '‖':
                _at++;
                return Expression() is { } norm && Take('‖') ? new Call("norm", norm) : null;
            case '⌊': return Rounded("floor", '⌋');
            case '⌈': return Rounded("ceil", '⌉');
            case '…':
                _at++;
                return new Sym("…");
            default: return null;
        }
    }

    /// <summary>"]a, b[" or "]a, b]": a closing bracket first, and a comma or semicolon before the next one.</summary>
    private bool IsFrench()
    {
        var separated = false;
        for (var i = _at + 1; i < _tokens.Count; i++)
        {
            separated |= _tokens[i].Op is ',' or ';';
            if (_tokens[i].Op is '[' or ']') return separated;
        }

        return false;
    }

    private static Node Symbol(string name) => name switch
    {
        "pi" => new Constant(ConstantKind.Pi),
        "e" => new Constant(ConstantKind.E),
        "i" => new Constant(ConstantKind.I),
        "infty" => new Constant(ConstantKind.Infinity),
        _ => new Sym(name),
    };

    /// <summary>A run of letters: a product of variables, or a name.</summary>
    private Node Word()
    {
        var token = Now;
        if (!token.InText && IsProduct(token.Text) && Next.Op is '^' or '_' or '!' or '\'')
        {
            // xy^2 is x·y²: the last letter stands for itself
            _tokens[_at] = token with { Kind = TokenKind.Symbol, Text = token.Text[^1..], Start = token.End - 1, SpaceBefore = false };
            return token.Text.Length == 2 ? Symbol(token.Text[..1]) : new Product([.. token.Text.SkipLast(1).Select(c => Symbol(c.ToString()))]);
        }

        _at++;
        if (token.InText || !IsProduct(token.Text)) return new Sym(token.Text.ToLowerInvariant());
        return new Product([.. token.Text.Select(c => Symbol(c.ToString()))]);
    }

    /// <summary>Whether a run of letters reads as a product: two letters, or distinct ones such as stand for lengths and coefficients.</summary>
    internal static bool IsProduct(string word)
    {
        if (word.Length == 2) return char.IsAsciiLetter(word[0]) && char.IsAsciiLetter(word[1]) && !IsLittleWord(word);
        return word.Length <= 5 && word.All(c => char.IsAsciiLetter(c) && !"eiouEIOU".Contains(c)) && word.Distinct().Count() == word.Length && Units.Known(word) is null;
    }

    private static bool IsLittleWord(string word) => word.ToLowerInvariant() is "no" or "on" or "is" or "it" or "if" or "so" or "to" or "of" or "by" or "at" or "as" or "in" or "we" or "he";

    private Node? Bars()
    {
        _at++;
        _bars++;
        var inside = Expression();
        _bars--;
        return inside is not null && Take('|') ? new Call("abs", inside) : null;
    }

    private Call? Rounded(string name, char close)
    {
        _at++;
        return Expression() is { } inside && Take(close) ? new Call(name, inside) : null;
    }
}
