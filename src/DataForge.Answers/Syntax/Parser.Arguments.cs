using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>Commands that take arguments: fractions, roots, wrappers, sums.</summary>
internal sealed partial class Parser
{
    private Node? Fraction()
    {
        _at++;
        if (Argument(true) is not { } top || Argument(true) is not { } bottom || top is Sym { Name: "" } || bottom is Sym { Name: "" }) return null;
        return Derivative(top, bottom) ?? (Node)new Divide(top, bottom);
    }

    /// <summary>dy/dx is y'.</summary>
    private static Sym? Derivative(Node top, Node bottom) =>
        top is Product { Factors: [Sym { Name: "d" }, Sym { Name: var name }] } && bottom is Product { Factors: [Sym { Name: "d" }, Sym { Name: "x" or "t" }] } ? new Sym(name + "'") : null;

    private Call? Binomial()
    {
        _at++;
        return Argument(true) is { } n && Argument(true) is { } k ? new Call("binom", n, k) : null;
    }

    private Node? Root()
    {
        Node? index = Now.Text switch { "cbrt" => Num.Of(3), "qrt" => Num.Of(4), _ => null };
        _at++;
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
        if (name is "overset" or "underset" or "stackrel" && Argument() is null) return null;
        var label = Label(from);
        if (label is "imath" or "jmath") label = label[..1];
        if (name is "overline" or "bar" or "overleftrightarrow" && label is [>= 'A' and <= 'Z' and var one, >= 'A' and <= 'Z' and var other] && other < one) label = $"{other}{one}"; // a segment has no direction
        if (label is "i" or "j" or "k" && name is "vec" or "hat" or "widehat" or "overrightarrow") return new Sym("vec " + label);
        return inner is Sym or Product or Constant ? new Sym(name + " " + label) : inner is Num ? null : new Call(name is "overline" or "bar" && !Numeric.Traits.Of(inner).HasVariables ? "conj" : name, inner);
    }

    /// <summary>A sum, product, integral or limit is a function of its parts; nothing is computed.</summary>
    private Node? BigOperator()
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
        if (name is "sum" or "prod" && parts[0] is Chain { Operators: "=", Operands: [(Sym or Constant { Kind: ConstantKind.I }) and var index, _] })
        {
            // the index has no name of its own: its depth tells nested ones apart
            var own = $"#{body.Depth}";
            for (var i = 0; i < parts.Count; i++) parts[i] = Numeric.Substitution.Map(parts[i], n => n == index ? new Sym(own) : null);
        }

        var call = new Call(name, parts);
        return Numeric.SpecialValues.Of(call) ?? call;
    }

    /// <summary>A TeX argument: a group, or one letter, number or command.</summary>
    /// <param name="digitwise">\frac12 and \binom52 take a digit each; under a root and in a script all digits belong together (2^10, \sqrt13), as whoever leaves out the braces means.</param>
    /// <param name="scripted">An exponent: of letters side by side, only the first.</param>
    private Node? Argument(bool digitwise = false, bool scripted = false)
    {
        if (Now.Is('{')) return Braced();
        var token = Now;
        if (digitwise && token.Kind == TokenKind.Number && token.End - token.Start > 1 && token.Places < 0 && !token.InText && token.Text.Length > 1 && token.Text != "w")
        {
            // \frac12: each digit is an argument of its own
            var digit = token.Text[0] - '0';
            var rest = token.Text[1..];
            _tokens[_at] = token with { Text = rest, Value = BigInteger.Parse(rest), Start = token.Start + 1 };
            return new Num(digit);
        }

        if (token.Kind == TokenKind.Word && !token.InText && (digitwise || scripted) && token.Text.All(char.IsAsciiLetter) && IsProduct(token.Text))
        {
            // x^nx: TeX takes one letter
            _tokens[_at] = token with { Text = token.Text[1..], Kind = token.Text.Length == 2 ? TokenKind.Symbol : TokenKind.Word, Start = token.Start + 1, SpaceBefore = false };
            return Symbol(token.Text[..1]);
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
        return inside is not null && (Take('}') || AtEnd) ? inside : null; // only the last brace is lost
    }
}
