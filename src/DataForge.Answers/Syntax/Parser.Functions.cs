namespace DataForge.Answers.Syntax;

/// <summary>Known functions and what they are applied to.</summary>
internal sealed partial class Parser
{
    private Node? Function()
    {
        var name = Now.Text;
        _at++;
        Node? power = null, radix = null;
        for (var turn = 0; turn < 2; turn++)
        {
            if (Now.Is('^') && power is null)
            {
                _at++;
                power = Now.Is('{') ? Braced() : Now.Op is '-' ? SignedExponent() : Argument();
                if (power is null) return null;
            }
            else if (Now.Is('_') && radix is null)
            {
                _at++;
                radix = Now.Is('{') ? Braced() : Argument();
                if (radix is null) return null;
            }
        }

        if (AtEnd || Now.Op is ',' or ')' or '=' or '}') return new Sym(name);
        if (FunctionArguments(name) is not { } arguments) return null;
        if (power is Unary { Kind: UnaryKind.Negate } or Num && Value(power) == -1 && Inverse(name) is { } inverse) (name, power) = (inverse, null);
        if (name is "cis" && power is null) return new Sum([new Call("cos", arguments[0]), new Product([new Constant(ConstantKind.I), new Call("sin", arguments[0])])]);
        Node call = name is "log" && radix is not null ? new Call("logbase", arguments[0], radix) : new Call(name, arguments);
        return power is null ? call : new Power(call, power);
    }

    private static string? Inverse(string name) => name switch
    {
        "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "sinh" or "cosh" or "tanh" => "arc" + name,
        _ => null,
    };

    private IReadOnlyList<Node>? FunctionArguments(string name)
    {
        if (Now.Is('(') || Now.Is('{'))
        {
            var inside = Now.Is('(') ? Bracketed() : Braced();
            if (inside is Group { Open: '(', Items: var items } && name is "max" or "min" or "gcd" or "lcm") return items;
            if (inside is Items list && name is "max" or "min" or "gcd" or "lcm") return list.Parts;
            if (inside is null or Group or Items) return null;
            // \sin(x)^2 is (sin x)^2's argument raised, as TeX writers mean \sin(x^2) rarely: keep the argument alone
            return [inside];
        }

        if (name is "max" or "min" or "gcd" or "lcm") return Now.Is('⦃') && Bracketed() is Group { Items: var members } ? members : null;
        return Operand() is { } operand ? [operand] : null;
    }

    /// <summary>The argument of a function written without brackets: factors side by side up to an operator or the next function.</summary>
    private Node? Operand()
    {
        if (++_depth > Limits.MaxDepth)
        {
            _depth--;
            return null;
        }

        var left = Now.Is('-') ? SignedExponent() : Prefix();
        while (left is not null && Now.Op is '^' or '_' or '°' or '!' or '\'') left = Infix(left!, ImplicitPower);
        while (left is not null && left.Depth < Limits.MaxDepth && Now.Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Fraction or TokenKind.Root && !Now.InText)
        {
            if (Expression(ImplicitPower) is not { } right)
            {
                left = null;
                break;
            }

            left = Multiply(left, right);
        }

        _depth--;
        return left;
    }

    private Node? Money()
    {
        var unit = Now.Text;
        _at++;
        var negative = Take('-');
        if (Expression(ImplicitPower) is not { } value) return null;
        return new Quantity(negative ? Negate(value) : value, unit);
    }

    private NamedSet? Set()
    {
        var name = Now.Text;
        _at++;
        while (Now.Op is '^' or '_')
        {
            var sign = Now.Op;
            _at++;
            var from = Now.Start;
            if (Now.Is('+') || Now.Is('-') || Now.Is('*') || Now.Kind is TokenKind.Number or TokenKind.Symbol) _at++;
            else if (Now.Is('{'))
            {
                while (!AtEnd && !Now.Is('}')) _at++;
                if (!Take('}')) return null;
            }
            else return null;
            name += sign + string.Concat(_source.AsSpan(from, _tokens[_at - 1].End - from).ToString().Where(c => c is not ('{' or '}' or ' ')));
        }

        return new NamedSet(name);
    }

    private static bool IsFunctionName(string name) => name is "f" or "g" or "h" or "F" or "G" or "H" or "phi" or "psi" or "P" or "Q" or "p" or "q" || name.EndsWith("^-1", StringComparison.Ordinal) || name is "f'" or "g'" or "f''" or "h'";

    /// <summary>f(x), always; another letter is a function when its argument is one letter or number and "=" follows.</summary>
    private Node? FunctionCall(Node left)
    {
        if (left is not Sym symbol) return null;
        var start = _at;
        if (symbol.Name is "zeta" or "Gamma" && Bracketed() is { } argument && argument is not (Group or Items))
        {
            var special = new Call(symbol.Name, argument);
            return Numeric.SpecialValues.Of(special) ?? special;
        }

        _at = start;
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
