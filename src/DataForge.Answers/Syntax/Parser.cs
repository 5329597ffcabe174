namespace DataForge.Answers.Syntax;

/// <summary>Pratt parser over an answer's tokens. Never throws; gives null where it cannot read, and then the answer is text.</summary>
/// <remarks>Recursion is bounded by <see cref="Limits.MaxDepth"/>, what is read again in another way by <see cref="Limits.MaxParseSteps"/>; every loop eats a token.</remarks>
internal sealed partial class Parser
{
    private const int SetPower = 10;
    private const int RatioPower = 20;
    private const int SumPower = 30;
    private const int ProductPower = 40;
    private const int UnaryPower = 50;
    private const int ImplicitPower = 55;
    private const int PowerPower = 60;

    private readonly List<Token> _tokens;
    private readonly string _source;
    private int _at;
    private int _depth;
    private int _steps;
    private int _bars;

    private Parser(List<Token> tokens, string source) => (_tokens, _source) = (tokens, source);

    private Token Now => _tokens[_at];

    private Token Next => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    private bool AtEnd => Now.Kind == TokenKind.End;

    private bool Take(char op)
    {
        if (!Now.Is(op)) return false;
        _at++;
        return true;
    }

    /// <summary>One expression whose operators bind tighter than <paramref name="power"/>.</summary>
    private Node? Expression(int power = 0)
    {
        if (++_depth > Limits.MaxDepth || ++_steps > Limits.MaxParseSteps)
        {
            _depth--;
            return null;
        }

        var left = Prefix();
        while (left is not null && !AtEnd)
        {
            if (left.Depth > Limits.MaxDepth)
            {
                left = null;
                break;
            }

            var before = _at;
            var next = Infix(left, power);
            if (next is null && _at == before) break;
            left = next;
        }

        _depth--;
        return left;
    }

    /// <summary>The expression with one more operator, null without moving when none follows, null after moving on an error.</summary>
    private Node? Infix(Node left, int power)
    {
        var token = Now;
        if (IsModulus(token) || IsMembership || (token.Is('(') && (IsModulus(Next) || (token.SpaceBefore && IsWordName(left))))) return null;
        switch (token.Op)
        {
            case '^': return power < PowerPower ? Superscript(left) : null;
            case '_': return power < PowerPower ? Subscript(left) : null;
            case '!': return power < PowerPower ? Postfix(UnaryKind.Factorial, left) : null;
            case '%': return Postfix(UnaryKind.Percent, left);
            case '‰':
                _at++;
                return new Product([left, new Num(new Rational(1, 1000))]);
            case '°': return power < PowerPower ? Postfix(UnaryKind.Degree, left) : null;
            case '\'': return power < PowerPower ? Primed(left) : null;
            case '*' or '/': return power < ProductPower ? Multiplicative(left) : null;
            case '+' or '-' or '±' or '∓': return power < SumPower ? Additive(left) : null;
            case ':': return power < RatioPower && !InBuilder ? Ratio(left) : null;
            case '∪' or '∩' or '∖': return power < SetPower ? SetOperator(left) : null;
            case 'C' when power < ProductPower: return Choose(left);
            case '|' or '⌊' or '⌈' or '(' or '[' or '{' or '√' when !(token.Op == '|' && (_bars > 0 || InBuilder)) && !(token.Op == '[' && (power > 0 || _french)): return power < ImplicitPower ? Implicit(left) : null;
            default: break;
        }

        return power < ImplicitPower && StartsFactor(token, left) ? Implicit(left) : null;
    }

    /// <summary>A word of several letters multiplies nothing: "area 5" is prose.</summary>
    private static bool IsWordName(Node node) => node is Sym { Name: var name } && name.Length > 2 && !name.Contains('_') && !name.Contains(' ') && !Commands.Greek.Values.Contains(name) && name.All(char.IsLetter);

    private static bool StartsFactor(Token token, Node left) => !IsWordName(left) && token.Kind switch
    {
        TokenKind.Number => !(left is Num && !token.SpaceBefore) || token.Text == "½",
        TokenKind.Symbol or TokenKind.Fraction or TokenKind.Root or TokenKind.Function or TokenKind.Binomial or TokenKind.BigOperator or TokenKind.Wrapper => !(token.InText && token.Kind == TokenKind.Symbol && left is not Sym),
        TokenKind.Begin => true,
        TokenKind.Word => !token.InText && IsProduct(token.Text) && Units.Known(token.Text) is null && !(token.SpaceBefore && left is Num),
        _ => false,
    };

    private Unary? Postfix(UnaryKind kind, Node left)
    {
        _at++;
        if (kind == UnaryKind.Factorial && Now.Is('!') && !Now.SpaceBefore)
        {
            _at++;
            kind = UnaryKind.DoubleFactorial;
        }

        if (kind == UnaryKind.Percent && left is Sum or Product { Factors.Count: > 1 } && left is Sum) return null;
        return new Unary(kind, left);
    }

    private Sym? Primed(Node left)
    {
        var name = left is Sym symbol ? symbol.Name : null;
        while (Take('\'')) name += "'";
        return name is null || left is not Sym ? null : new Sym(name);
    }

    private Node? Additive(Node left)
    {
        var terms = new List<Node> { left };
        while (Now.Op is '+' or '-' or '±' or '∓')
        {
            var op = Now.Op;
            _at++;
            if (op == '+' && Now.Is('-')) continue;
            if (Expression(SumPower) is not { } term) return null;
            terms.Add(op switch { '-' => Negate(term), '±' => new Unary(UnaryKind.PlusMinus, term), '∓' => new Unary(UnaryKind.MinusPlus, term), _ => term });
        }

        return terms.Count == 1 ? left : new Sum(terms);
    }

    private static Node Negate(Node node) => node switch
    {
        Num number => new Num(-number.Value, number.Places),
        Quantity quantity => new Quantity(Negate(quantity.Value), quantity.Unit),
        _ => new Unary(UnaryKind.Negate, node),
    };

    private Node? Multiplicative(Node left)
    {
        var divide = Now.Is('/');
        _at++;
        if (divide && left is Num && Now.Kind == TokenKind.Number && (Next.Is('(') || (Next.SpaceBefore && Next.Kind is TokenKind.Symbol or TokenKind.Root or TokenKind.Function)) && Next.Text is not "x")
        {
            _at++; // 1/2(x + 1), 4/3 πr³: the fraction of two numbers is a factor
            return new Divide(left, new Num(_tokens[_at - 1].Value, _tokens[_at - 1].Places));
        }

        if (Expression(ProductPower) is not { } right) return null;
        return divide ? new Divide(left, right) : Multiply(left, right);
    }

    private static Product Multiply(Node left, Node right) => new(left is Product p ? [.. p.Factors, right] : [left, right]);

    /// <summary>Two factors side by side; a number and a fraction are a mixed number.</summary>
    private Node? Implicit(Node left)
    {
        var token = Now;
        if (left is Num { Places: < 0 } whole && whole.Value.IsInteger && Mixed(whole) is { } mixed) return mixed;
        if (token.Kind == TokenKind.Number && _at > 0 && _tokens[_at - 1].Kind == TokenKind.Number)
        {
            _at++; // "2 3": two numbers side by side are no product, and we do not know what they are
            return null;
        }

        if (token.Is('√') && _at > 0 && Expression(PowerPower - 1) is { } root) return Multiply(left, root);
        if (token.Is('(') && FunctionCall(left) is { } call) return call;
        if (Expression(ImplicitPower) is not { } right) return null;
        return Multiply(left, right);
    }

    /// <summary>1\frac12, 1 1/2, 2½: an integer and a proper fraction of plain integers.</summary>
    private Num? Mixed(Num whole)
    {
        var start = _at;
        if (Now.Kind == TokenKind.Number && Now.Text == "½") return With(whole, _tokens[_at++].Value);
        if (Now.Kind == TokenKind.Fraction)
        {
            if (Fraction() is Divide { Top: Num top, Bottom: Num bottom } && IsProper(top, bottom) && !Now.Is('^')) return With(whole, top.Value / bottom.Value);
        }
        else if (Now.Kind == TokenKind.Number && Now.SpaceBefore && Next.Is('/') && _at + 2 < _tokens.Count && _tokens[_at + 2].Kind == TokenKind.Number)
        {
            var (top, bottom) = (new Num(Now.Value, Now.Places), new Num(_tokens[_at + 2].Value, _tokens[_at + 2].Places));
            _at += 3;
            if (IsProper(top, bottom)) return With(whole, top.Value / bottom.Value);
        }

        _at = start;
        return null;
    }

    private static bool IsProper(Num top, Num bottom) => top.Value.Sign > 0 && top.Value.IsInteger && bottom.Value.IsInteger && top.Value.CompareTo(bottom.Value) < 0;

    private static Num With(Num whole, Rational fraction) => new(whole.Value.Sign < 0 ? whole.Value - fraction : whole.Value + fraction);

    private Node? Ratio(Node left)
    {
        if (Next.Kind == TokenKind.End) return null;
        if (left is Num && Times.Read(_source, _tokens, _at - 1, out var end) is { } clock)
        {
            _at = end;
            return clock;
        }

        var parts = new List<Node> { left };
        while (Take(':'))
        {
            if (Expression(RatioPower) is not { } part) return null;
            parts.Add(part);
        }

        return new Ratio(parts);
    }

    private SetOperation? SetOperator(Node left)
    {
        var op = Now.Op;
        _at++;
        return Expression(SetPower) is { } right ? new SetOperation(op, left, right) : null;
    }

    private Call? Choose(Node left)
    {
        _at++;
        return Expression(ProductPower) is { } right ? new Call("binom", left, right) : null;
    }
}
