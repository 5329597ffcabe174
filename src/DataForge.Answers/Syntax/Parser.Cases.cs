namespace DataForge.Answers.Syntax;

/// <summary>Functions by cases, systems, named points, congruences.</summary>
internal sealed partial class Parser
{
    private static readonly Sym Otherwise = new("otherwise");

    /// <summary>Rows of <c>\begin{cases}</c>: values with conditions, or the equations of a system.</summary>
    private Node? CaseRows()
    {
        var pieces = new List<(Node Value, Node Condition)>();
        var equations = new List<Node>();
        while (true)
        {
            while (Take('¶') || Take(',') || Take(';')) { }
            if (Now.Kind == TokenKind.EndBlock || AtEnd) break;
            if (Relations() is not { } value) return null;
            while (Take(',') || Take(';') || Take('.')) { }
            if (Now.Kind == TokenKind.EndBlock || AtEnd || Now.Is('¶'))
            {
                equations.Add(value);
                continue;
            }

            Take('&');
            if (Condition() is not { } condition) return null;
            pieces.Add((value, condition));
            while (Take(',') || Take(';') || Take('.')) { }
        }

        if (AtEnd) return null; // cut off
        _at++;
        if (pieces.Count > 0) return equations.Count == 0 ? new Cases(pieces) : null;
        return equations.Count switch { 0 => null, 1 => equations[0], _ => new Items(equations, false, true) };
    }

    /// <summary>"if x ≥ 4", "for n = 1", "otherwise".</summary>
    private Node? Condition()
    {
        while (Take(',') || IsConditionWord(Now)) _at += IsConditionWord(Now) ? 1 : 0;
        if (IsOtherwise(Now))
        {
            _at++;
            return Otherwise;
        }

        if (Property() is { } property) return property;
        if (Relations() is not Chain first) return null;
        var all = new List<Node> { first };
        var isOr = false;
        while ((Now.Kind is TokenKind.And or TokenKind.Or || (Now.Is(',') && Next.Kind is TokenKind.Symbol)) && !Now.Is('¶'))
        {
            isOr |= Now.Kind == TokenKind.Or;
            var start = _at;
            _at++;
            if (Relations() is not Chain next)
            {
                _at = start;
                break;
            }

            all.Add(next);
        }

        return all.Count == 1 ? first : new Items(all, isOr, !isOr);
    }

    /// <summary>"n is even", "n odd".</summary>
    private Chain? Property()
    {
        if (Now.Kind != TokenKind.Symbol) return null;
        var (name, at) = (Now.Text, _at + 1);
        if (_tokens[at] is { Kind: TokenKind.Word, Text: "is" }) at++;
        if (_tokens[at] is not { Kind: TokenKind.Word, Text: "even" or "odd" or "prime" or "rational" or "irrational" } property) return null;
        _at = at + 1;
        return new Chain([new Sym(name), new Sym(property.Text)], "∈");
    }

    private static bool IsConditionWord(Token token) => token.Kind is TokenKind.Word or TokenKind.Symbol && token.Text.ToLowerInvariant() is "if" or "when" or "for" or "where" or "whenever" or "当";

    private static bool IsOtherwise(Token token) => token.Kind is TokenKind.Word or TokenKind.Symbol && token.Text.ToLowerInvariant() is "otherwise" or "else" or "其他" or "其它";

    /// <summary>The condition of one piece of a list of several: "2 if n = 1, 3 if n ≥ 2". Null, without moving, for anything else.</summary>
    private Node? Piece()
    {
        if (!IsConditionWord(Now) && !IsOtherwise(Now)) return null;
        var several = false;
        for (var i = 0; i < _tokens.Count && !several; i++) several = i != _at && (IsOtherwise(_tokens[i]) || (IsConditionWord(_tokens[i]) && _tokens[i].Text == Now.Text));
        if (!several) return null;
        var start = _at;
        if (Condition() is { } condition && (IsSeparator || IsClose)) return condition;
        _at = start;
        return null;
    }

    /// <summary>P(4, 5): a point with its name.</summary>
    private Chain? Point()
    {
        if (Now is not { Kind: TokenKind.Symbol, Text: [>= 'A' and <= 'Z'], InText: false } || !Next.Is('(') || Next.SpaceBefore) return null;
        var (start, name) = (_at, Now.Text);
        _at++;
        if (Bracketed() is Group { Open: '(', Close: ')', Items.Count: > 1 } group && !Now.Is('=') && group.Items.All(i => i is not (Chain or Prose) && !Numeric.Traits.Of(i).HasVariables)) return new Chain([new Sym(name), group], "=");
        _at = start;
        return null;
    }

    /// <summary>ℤ written as a plain letter after ∈.</summary>
    private NamedSet? PlainSet()
    {
        if (Now is not { Kind: TokenKind.Symbol, Text: "Z" or "R" or "N" or "Q" or "C" } || Next.Is('(')) return null;
        return Set();
    }

    private static bool IsModulus(in Token token) => token.Kind is TokenKind.Symbol or TokenKind.Word && token.Text is "pmod" or "mod" or "bmod" or "modulo";

    /// <summary>"(mod 3)", \pmod{3}, \bmod 3.</summary>
    private Node? Modulus()
    {
        var start = _at;
        var bracket = Take('(');
        if (IsModulus(Now))
        {
            _at++;
            var modulus = Now.Is('{') ? Braced() : Now.Is('(') ? Bracketed() : Expression(SumPower);
            if (modulus is not null && (!bracket || Take(')'))) return modulus;
        }

        _at = start;
        return null;
    }
}
