using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Atoms, scripts and functions.</summary>
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
            case '(' or '[' or '⦃' or '{': return Bracketed();
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

    private Node? Fraction()
    {
        _at++;
        return Argument() is { } top && Argument() is { } bottom ? new Divide(top, bottom) : null;
    }

    private Call? Binomial()
    {
        _at++;
        return Argument() is { } n && Argument() is { } k ? new Call("binom", n, k) : null;
    }

    /// <summary>A TeX argument: a group, or one digit, letter or command.</summary>
    private Node? Argument()
    {
        if (Now.Is('{')) return Braced();
        var token = Now;
        if (token.Kind == TokenKind.Number && token.End - token.Start > 1 && token.Places < 0 && !token.InText && token.Text.Length > 1 && token.Text != "w")
        {
            // \frac12: each digit is an argument of its own
            var digit = token.Text[0] - '0';
            var rest = token.Text[1..];
            _tokens[_at] = token with { Text = rest, Value = BigInteger.Parse(rest), Start = token.Start + 1 };
            return new Num(digit);
        }

        if (token.Is('-') || token.Is('+')) return SignedExponent();

        return token.Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Fraction or TokenKind.Root or TokenKind.Wrapper or TokenKind.Word || token.Is('(') ? Guarded() : null;
    }

    private Node? Guarded()
    {
        if (++_depth > Limits.MaxDepth)
        {
            _depth--;
            return null;
        }

        var node = Prefix();
        _depth--;
        return node;
    }

    /// <summary>{…}: one expression; blanks and empty groups are nothing.</summary>
    private Node? Braced()
    {
        _at++;
        if (Take('}')) return new Sym("");
        var (bars, builder) = (_bars, _builder);
        (_bars, _builder) = (0, 0);
        var inside = List('}');
        (_bars, _builder) = (bars, builder);
        return inside is not null && Take('}') ? inside : null;
    }

    private Node? Root()
    {
        var cube = Now.Text == "cbrt";
        _at++;
        Node? index = cube ? Num.Of(3) : null;
        if (Now.Is('['))
        {
            _at++;
            index = Expression();
            if (index is null || !Take(']')) return null;
        }

        if (Argument() is not { } radicand) return null;
        return index is null ? new Call("sqrt", radicand) : new Call("root", radicand, index);
    }

    private Node? Superscript(Node left)
    {
        _at++;
        if (Now.Is('°') || (Now.Is('{') && Next.Is('°') && _tokens[Math.Min(_at + 2, _tokens.Count - 1)].Is('}')))
        {
            _at += Now.Is('{') ? 3 : 1;
            return new Unary(UnaryKind.Degree, left);
        }

        if (AtEnd || Now.Op is ',' or ')' or ']') return left; // a script that lost its content ("90^")
        if (Ordinal()) return left;
        if (Now.Is('\'')) return Primed(left);
        var exponent = Now.Is('{') ? Braced() : Now.Op is '-' or '+' ? SignedExponent() : Argument() ?? (Now.Is('(') ? Bracketed() : null);
        if (exponent is null) return null;
        if (exponent is Sym { Name: "" }) return left;
        if (exponent is Unary { Kind: UnaryKind.Negate } or Num && Value(exponent) == -1 && left is Sym { Name: var name } && IsFunctionName(name) && Now.Is('(')) return new Sym(name + "^-1");
        if (!Now.Is('^')) return new Power(left, exponent);
        if (++_depth > Limits.MaxDepth)
        {
            _depth--;
            return null;
        }

        var tower = Superscript(exponent); // 2^3^2 is 2^(3^2)
        _depth--;
        return tower is null ? null : new Power(left, tower);
    }

    private Node? SignedExponent()
    {
        var negative = Now.Is('-');
        while (Now.Op is '-' or '+' && Next.Op is '-' or '+')
        {
            negative ^= Next.Is('-');
            _at++;
        }

        _at++;
        return Argument() is { } operand ? (negative ? Negate(operand) : operand) : null;
    }

    private static int Value(Node node) => node is Num { Value: { IsInteger: true } value } && BigInteger.Abs(value.Numerator) < 10 ? (int)value.Numerator : 0;

    /// <summary>12^{\text{th}}.</summary>
    private bool Ordinal()
    {
        var at = Now.Is('{') ? _at + 1 : _at;
        if (_tokens[at].Kind != TokenKind.Word || _tokens[at].Text is not ("th" or "st" or "nd" or "rd")) return false;
        _at = at + 1;
        if (at > 0 && _tokens[at - 1].Is('{')) Take('}');
        return true;
    }

    private Node? Subscript(Node left)
    {
        var start = _at;
        _at++;
        var from = Now.Start;
        if (AtEnd) return left;
        var argument = Argument();
        if (argument is null || argument is Sym { Name: "" }) return argument is null ? null : left;
        if (argument is Num { Value: { IsInteger: true } radix } && DigitsBefore(left, start) is { } digits) return Based.Read(digits, radix);
        if (left is not Sym symbol) return left is Constant or Product or Call ? Subscripted(left, argument, from) : null;
        return argument is Num or Sym { Name.Length: > 1 } || IsLabel(argument)
            ? new Sym(symbol.Name + "_" + Label(from))
            : new Call(symbol.Name + "_", argument);
    }

    /// <summary>A letter in a subscript is an index (a_n, a sequence); a capital or a list of letters is a label (S_A, x_{max}).</summary>
    private static bool IsLabel(Node argument) => argument is Sym { Name: [>= 'A' and <= 'Z'] } or Product or Prose or Items;

    private Node? Subscripted(Node left, Node argument, int from) => left switch
    {
        Constant { Kind: ConstantKind.E or ConstantKind.I } constant => new Sym((constant.Kind == ConstantKind.E ? "e_" : "i_") + Label(from)),
        Product { Factors: [.., Sym last] } product when argument is Num => new Product([.. product.Factors.SkipLast(1), new Sym(last.Name + "_" + Label(from))]),
        Call { Name: [.., '_'] } call => new Call(call.Name, [.. call.Arguments, argument]),
        _ => null,
    };

    private string Label(int from)
    {
        var end = _at > 0 ? _tokens[_at - 1].End : from;
        return string.Concat(_source.AsSpan(from, Math.Max(0, end - from)).ToString().Where(c => char.IsLetterOrDigit(c)));
    }

    /// <summary>The digits a base is written under: 1011_2, (1011)_2, 3A_{16}.</summary>
    private string? DigitsBefore(Node left, int underscore)
    {
        var last = underscore - 1;
        if (left is Num && last >= 0 && _tokens[last].Is(')') && last >= 2) last--;
        if (last < 0) return null;
        var first = last;
        while (first > 0 && _tokens[first].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word && _tokens[first - 1].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word && _tokens[first - 1].End == _tokens[first].Start) first--;
        var digits = _source[_tokens[first].Start.._tokens[last].End].Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length is > 0 and < 200 && (digits.Any(char.IsAsciiDigit) || (digits.Length > 1 && digits.All(char.IsAsciiHexDigitUpper))) && digits.All(char.IsAsciiLetterOrDigit) ? digits : null;
    }

    private Node? Wrapped()
    {
        var name = Now.Text;
        _at++;
        var from = Now.Start;
        if (Argument() is not { } inner) return null;
        if (name is "overset" or "underset" or "stackrel") return Argument();
        return inner is Sym or Product ? new Sym(name + " " + Label(from)) : inner;
    }

    /// <summary>A sum, product, integral or limit is a function of its parts; nothing is computed.</summary>
    private Call? BigOperator()
    {
        var name = Now.Text;
        _at++;
        var parts = new List<Node>();
        while (Now.Op is '_' or '^')
        {
            _at++;
            if ((Now.Is('{') ? Braced() : Argument()) is not { } part) return null;
            parts.Add(part);
        }

        if (Expression(ProductPower - 1) is not { } body) return null;
        parts.Add(body);
        return new Call(name, parts);
    }

    private static bool IsFunctionName(string name) => name is "f" or "g" or "h" or "F" or "G" or "H" or "phi" or "psi" or "P" or "Q" or "p" or "q" || name.EndsWith("^-1", StringComparison.Ordinal) || name is "f'" or "g'" or "f''" or "h'";

    /// <summary>f(x), always; another letter is a function when its argument is one letter or number and "=" follows.</summary>
    private Node? FunctionCall(Node left)
    {
        if (left is not Sym symbol) return null;
        var start = _at;
        var sure = IsFunctionName(symbol.Name) && symbol.Name is not ("p" or "q" or "P" or "Q");
        if (Bracketed() is { } inside)
        {
            var single = inside is Sym or Num or Constant or Group { Items.Count: > 1 };
            if (sure || (single && (Now.Is('=') || Now.Op is '<' or '>' or '≤' or '≥'))) return new Call(symbol.Name, inside is Group { Open: '(' } group ? group.Items : [inside]);
        }

        _at = start;
        return null;
    }
}
