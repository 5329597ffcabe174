namespace DataForge.Answers.Syntax;

/// <summary>Brackets, lists, chains of relations, matrices.</summary>
internal sealed partial class Parser
{
    private int _builder;

    private bool InBuilder => _builder > 0;

    /// <summary>Inside [a, b[ or ]a, b[: the next opening bracket closes.</summary>
    private bool _french;

    private bool OpensAgain()
    {
        var (depth, separated) = (0, false);
        for (var i = _at; i < _tokens.Count; i++)
        {
            separated |= depth == 0 && _tokens[i].Op is ',' or ';';
            if (_tokens[i].Op is '(' or '{' or '⦃') depth++;
            else if (_tokens[i].Op is '}' or '⦄' || (_tokens[i].Is(')') && depth > 0)) depth--;
            else if (depth == 0 && _tokens[i].Op is '[' or ']' or ')') return separated && _tokens[i].Is('[');
        }

        return false;
    }

    private Node? Bracketed()
    {
        var open = Now.Op;
        if (open == '{') return IsBuilder() ? Builder('}') : Braced();
        if (open == '⦃') return Builder('⦄');
        _at++;
        var (bars, builder, french) = (_bars, _builder, _french);
        (_bars, _builder, _french) = (0, 0, open is '[' or ']' && OpensAgain());
        var inside = List(')');
        (_bars, _builder, _french) = (bars, builder, french);
        var close = Now.Op;
        if (inside is null) return null;
        if (AtEnd && open == '(') close = ')'; // only the last bracket is lost
        else if (close is not (')' or ']' or '[')) return null;
        else _at++;
        if (open == ']') open = '('; // ]2, 5[ is open at both ends
        if (inside is Items { IsOr: false } items) return new Group(open, close == '[' ? ')' : close, items.Parts);
        return open == '(' == (close == ')') ? inside : null;
    }

    /// <summary>A TeX group that holds one bar is a set whose braces lost their backslash.</summary>
    private bool IsBuilder()
    {
        var (depth, bars) = (0, 0);
        for (var i = _at; i < _tokens.Count; i++)
        {
            if (_tokens[i].Is('{')) depth++;
            else if (_tokens[i].Is('}') && --depth == 0) break;
            else if (_tokens[i].Is('|')) bars++;
        }

        return bars == 1;
    }

    private Node? Builder(char close)
    {
        _at++;
        if (Take(close)) return new Group('{', '}', []);
        var (bars, builder) = (_bars, _builder);
        (_bars, _builder) = (0, 1);
        var inside = List(close);
        Node? condition = null;
        if (inside is not null && (Now.Is('|') || Now.Is(':')))
        {
            _at++;
            _builder = 0;
            condition = List(close);
            if (condition is null) inside = null;
        }

        (_bars, _builder) = (bars, builder);
        if (inside is null || !(Take(close) || AtEnd)) return null;
        if (condition is not null) return new Builder(inside, condition);
        return new Group('{', '}', inside is Items items ? items.Parts : [inside]);
    }

    private bool IsSeparator => Now.Op is ',' or ';' or '¶' or '∧' or '∨' || Now.Kind is TokenKind.And or TokenKind.Or;

    private bool IsClose => AtEnd || Now.Op is ')' or ']' or '}' or '⦄' or '&' || (Now.Op is '|' or ':' && InBuilder) || (_french && Now.Is('[')) || Now.Kind == TokenKind.EndBlock;

    /// <summary>Items up to a closing bracket or the end: one node alone, else <see cref="Items"/>.</summary>
    private Node? List(char close)
    {
        if (++_depth > Limits.MaxDepth)
        {
            _depth--;
            return null;
        }

        var node = ListInside(close);
        _depth--;
        return node;
    }

    private Node? ListInside(char close)
    {
        var parts = new List<Node>();
        var pieces = new List<(Node Value, Node Condition)>();
        var (isOr, isAnd) = (false, false);
        string? qualifier = null;
        while (true)
        {
            if (!Separators(parts.Count + pieces.Count == 0, ref isOr, ref isAnd)) return null;

            if (IsClose && !(parts.Count == 0 && Now.Is(']') && IsFrench())) break;
            if (parts.Count > 0 && Qualifier() is { } words)
            {
                qualifier = words;
                break;
            }

            if (Item() is not { } item) return null;
            if (Piece() is { } condition)
            {
                pieces.Add((item, condition));
                continue;
            }

            Spread(item, parts);
            if (Qualifier() is { } after)
            {
                qualifier = after;
                break;
            }

            if (!IsSeparator && !IsClose && !(Now.Is('(') && item is Group)) return null;
        }

        if (pieces.Count > 0) return parts.Count == 0 && pieces.Count > 1 ? new Cases(pieces) : null;
        if (parts.Count == 0) return null;
        var node = parts.Count == 1 && !isOr ? parts[0] : parts.Count == 1 ? parts[0] : new Items(parts, isOr, isAnd);
        return qualifier is null ? node : new Qualified(node, qualifier);
    }

    /// <summary>Passes what stands between two items: one comma or semicolon, "and" or "or" behind it, line breaks anywhere. False where an item is missing: before the first, between two commas, at the end of a text that was cut off.</summary>
    private bool Separators(bool isFirst, ref bool isOr, ref bool isAnd)
    {
        var (commas, words) = (0, 0);
        for (; IsSeparator; _at++)
        {
            if (Now.Is('¶')) continue;
            isOr |= Now.Kind == TokenKind.Or || Now.Is('∨');
            isAnd |= Now.Kind == TokenKind.And || Now.Is('∧');
            if (Now.Op is ',' or ';') commas++;
            else words++;
        }

        return commas + words == 0 || (!isFirst && !AtEnd && commas < 2 && words < 2);
    }

    /// <summary>"(0,2)(0,-2)": brackets side by side that hold several items each are a list, not a product.</summary>
    private static void Spread(Node item, List<Node> parts)
    {
        if (item is Product product && product.Factors.All(f => f is Group)) parts.AddRange(product.Factors);
        else parts.Add(item);
    }

    private Node? Item()
    {
        while (Now.Is('=') || Now.Is('≈') || Now.Is(':') || Now.Is('→')) _at++;
        Fillers();
        if (Point() is { } point) return point;
        if (Label() is { } label) return Relations() is { } labelled ? new Labelled(label, labelled) : null;
        return Relations();
    }

    /// <summary>Words that change nothing before a value: "only x = 0", "about 5".</summary>
    private void Fillers()
    {
        while (Now.Kind == TokenKind.Word && Now.Text.ToLowerInvariant() is "only" or "exactly" or "approximately" or "about" or "approx" or "just" or "约" or "大约" or "共" or "一共" or "总共" or "共有" or "一共有" or "总共有" or "共计" or "有" && Next.Kind is not (TokenKind.End or TokenKind.Word)) _at++;
        if (Now is { Kind: TokenKind.Word, Text: "all" or "All" } && Next.Kind == TokenKind.Symbol && _tokens[Math.Min(_at + 2, _tokens.Count - 1)].Op is '≥' or '≤' or '<' or '>' or '∈') _at++;
        if (_at == 0 && Now is { Kind: TokenKind.Word, Text: "the" or "The" } && Next.Text is "point" or "points" or "pair" or "interval" && _tokens[Math.Min(2, _tokens.Count - 1)].Op is '(' or '[') _at++;
        if (_at < 2 && Now is { Kind: TokenKind.Word, Text: "point" or "Point" or "points" or "pair" or "interval" } && Next.Op is '(' or '[') _at++; // "the point (3, -1)"
        if (_at == 0 && Now is { Kind: TokenKind.Word, Text: "equals" or "is" or "Equals" } && !Now.InText && IsFigure(Next)) _at++; // "is 8"
        if (_at == 0 && Now is { Kind: TokenKind.Symbol, Text: "a" or "A" } && Next.Text == "total" && _tokens.Count > 3 && _tokens[2].Text == "of" && IsFigure(_tokens[3])) _at += 3;
        while (Now.Kind == TokenKind.Word && Now.Text.ToLowerInvariant() is "either" or "both" or "x-values" && Next.Kind != TokenKind.End) _at++;
    }

    private static bool IsFigure(Token token) => token.Kind is TokenKind.Number or TokenKind.Fraction or TokenKind.Root or TokenKind.Currency || token.Is('-');

    /// <summary>"Maximum:", "Sequence 1:".</summary>
    private string? Label()
    {
        var at = _at;
        while (at < _tokens.Count && at - _at < 5 && (_tokens[at].Kind is TokenKind.Word or TokenKind.Symbol || _tokens[at] is { Kind: TokenKind.Function, Text: "max" or "min" })) at++;
        if (at == _at || !_tokens.Skip(_at).Take(at - _at).Any(t => t.Kind is TokenKind.Word or TokenKind.Function)) return null;
        if (_tokens[at].Kind == TokenKind.Number && at + 1 < _tokens.Count && _tokens[at + 1].Is(':')) at++;
        if (!_tokens[at].Is(':') || at + 1 >= _tokens.Count || _tokens[at + 1].Kind == TokenKind.End) return null;
        var label = _source[Now.Start.._tokens[at - 1].End].ToLowerInvariant();
        _at = at + 1;
        return label;
    }

    private Node? Relations()
    {
        // "> 5", "≠ 5": what is so is not named
        if ((Relation is '<' or '>' or '≤' or '≥' or '≠' ? new Sym("") : Operand(Expression())) is not { } first) return null;
        if (Relation == '\0') return first;
        var operands = new List<Node> { first };
        var operators = "";
        while (Relation is not '\0' and var op)
        {
            _at++;
            if (op == '≈' && IsClose && !AtEnd) break;
            if (Now.Is('=')) _at++;
            if ((op == '∈' && PlainSet() is { } set ? set : Operand(Expression())) is not { } next) return null;
            if (op == '≡' && Modulus() is { } modulus)
            {
                // n ≡ a (mod m) is n = a + mk
                next = new Sum([next, new Product([modulus, new Sym("k#")])]);
                op = '=';
            }

            operands.Add(next);
            operators += op;
        }

        return operators.Length == 0 ? first : new Chain(operands, operators);
    }

    private char Relation => Now.Op is '=' or '<' or '>' or '≤' or '≥' or '≠' or '≈' or '∈' or '≡' ? Now.Op : '\0';

    private Node? Operand(Node? value) => value is null ? null : UnitTail(value);

    private static bool IsQualifier(string word) => word.ToLowerInvariant() is "for" or "where" or "when" or "with" or "if" or "such" or "given" or "provided" or "whenever" or "forall" or "其中";

    /// <summary>"for all x", "where a is odd": the rest of the text, as words.</summary>
    private string? Qualifier()
    {
        var token = Now;
        var opened = token.Is('(') && Next.Kind is TokenKind.Word or TokenKind.Symbol && IsQualifier(Next.Text);
        if (IsMembership)
        {
            _at = _tokens.Count - 1;
            return "for " + Wording.Of(_source[token.Start..]); // "(k ∈ ℤ)"
        }
        if (!opened && !(token.Kind is TokenKind.Word or TokenKind.Symbol && IsQualifier(token.Text))) return null;
        var words = Wording.Of(_source[token.Start..]);
        _at = _tokens.Count - 1;
        return words;
    }

    /// <summary>"(k ∈ ℤ)" behind a value.</summary>
    private bool IsMembership => Now.Is('(') && Next.Kind == TokenKind.Symbol && _tokens[Math.Min(_at + 2, _tokens.Count - 1)].Is('∈');

    /// <summary>A unit after a value: words up to the next separator.</summary>
    private Node? UnitTail(Node value)
    {
        var token = Now;
        if (token.Kind == TokenKind.Currency)
        {
            _at++;
            return new Quantity(value, token.Text);
        }

        if (!(token.Kind == TokenKind.Word || (token.Kind == TokenKind.Symbol && token.InText)) || IsQualifier(token.Text)) return value;
        var start = _at;
        var words = 0;
        while (!IsSeparator && !IsClose && Relation == '\0' && !(Now.Kind == TokenKind.Word && IsQualifier(Now.Text)))
        {
            if (Now.Kind is TokenKind.Word or TokenKind.Symbol) words++;
            else if (!(Now.Op is '/' or '^' or '*' or '-' or '{' or '}' or '°' || (Now.Kind == TokenKind.Number && Now.End - Now.Start <= 2 && IsUnitPower))) return null;
            _at++;
            if (Now.Is('}') && !_tokens.Skip(start).Take(_at - start).Any(t => t.Is('{'))) break;
        }

        if (words > 5 || _tokens.Skip(start).Take(_at - start).Any(t => Denials.ChangesValue(t.Text)) || IsOfLetter(start) || _tokens[_at - 1].Text is "more") return null;
        var unit = _source[_tokens[start].Start.._tokens[_at - 1].End];
        return Units.Attach(value, unit);
    }

    /// <summary>A number inside a unit is its power, in whatever spelling: m^2, m^{-2}, m2, 1/s.</summary>
    private bool IsUnitPower => _tokens[_at - 1].Op is '^' or '-' or '{' or '/' || !Now.SpaceBefore;

    /// <summary>"5 percent of x": what it is a part of is no unit.</summary>
    private bool IsOfLetter(int start)
    {
        for (var i = start; i < _at; i++)
            if (_tokens[i].Text is "of" && (i + 1 == _at || (i + 2 == _at && _tokens[i + 1].Text.Length == 1)))
                return true;
        return false;
    }

    private Node? Block()
    {
        var name = Now.Text;
        _at++;
        if (name is "cases" or "dcases" or "rcases") return CaseRows();
        if (name is not ("pmatrix" or "bmatrix" or "matrix" or "vmatrix" or "Vmatrix" or "Bmatrix" or "smallmatrix" or "array")) return null;
        var rows = new List<IReadOnlyList<Node>>();
        var row = new List<Node>();
        while (true)
        {
            if (Now.Kind == TokenKind.EndBlock || AtEnd) break;
            if (Take('¶'))
            {
                if (row.Count > 0) rows.Add(row);
                row = [];
                continue;
            }

            if (Take('&') || Take(',')) continue;
            if (Expression() is not { } cell) return null;
            row.Add(cell);
        }

        if (row.Count > 0) rows.Add(row);
        if (rows.Exists(r => r.Count != rows[0].Count)) return null;
        if (AtEnd || rows.Count == 0) return null; // cut off
        _at++;
        var matrix = new Matrix(rows);
        return name == "vmatrix" ? new Call("det", matrix) : matrix;
    }
}
