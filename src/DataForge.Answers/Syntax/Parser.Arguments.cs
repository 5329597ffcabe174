using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Commands that take arguments: fractions, roots, wrappers, sums.</summary>
internal sealed partial class Parser
{
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
}
