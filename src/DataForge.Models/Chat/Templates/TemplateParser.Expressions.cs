using System.Globalization;

namespace DataForge.Models.Chat.Templates;

/// <summary>Expressions, with Jinja's precedences (jinja2/parser.py).</summary>
internal sealed partial class TemplateParser
{
    private Expression Expression()
    {
        if (++_depth > Deepest) throw Error($"nests more than {Deepest} deep");
        var value = Or();
        while (TryTake(TokenKind.Name, "if"))
        {
            var condition = Or();
            value = new Expression.Choice(condition, value, TryTake(TokenKind.Name, "else") ? Expression() : null);
        }

        _depth--;
        return value;
    }

    private Expression Or()
    {
        var left = And();
        while (TryTake(TokenKind.Name, "or")) left = new Expression.Binary("or", left, And());
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (TryTake(TokenKind.Name, "and")) left = new Expression.Binary("and", left, Not());
        return left;
    }

    private Expression Not()
    {
        if (!TryTake(TokenKind.Name, "not")) return Comparison();
        if (++_depth > Deepest) throw Error($"nests more than {Deepest} deep");
        var operand = Not();
        _depth--;
        return new Expression.Unary("not", operand);
    }

    private Expression Comparison()
    {
        var left = Sum();
        Expression? all = null;
        while (Comparator() is { } comparator)
        {
            var right = Sum();
            Expression one = new Expression.Binary(comparator, left, right);
            all = all is null ? one : new Expression.Binary("and", all, one);
            left = right;
        }

        return all ?? left;
    }

    private string? Comparator()
    {
        if (Current is { Kind: TokenKind.Operator, Value: "==" or "!=" or "<" or "<=" or ">" or ">=" }) return Take().Value;
        if (TryTake(TokenKind.Name, "in")) return "in";
        if (!Is(TokenKind.Name, "not") || _tokens[_at + 1] is not { Kind: TokenKind.Name, Value: "in" }) return null;
        _at += 2;
        return "not in";
    }

    private Expression Sum() => Chain(Concatenation, "+", "-");

    private Expression Concatenation() => Chain(Product, "~");

    private Expression Product() => Chain(Power, "*", "/", "//", "%");

    private Expression Power() => Chain(Signed, "**");

    private Expression Chain(Func<Expression> next, params ReadOnlySpan<string> operators)
    {
        var left = next();
        while (Current.Kind == TokenKind.Operator && operators.Contains(Current.Value)) left = new Expression.Binary(Take().Value, left, next());
        return left;
    }

    private Expression Signed()
    {
        if (Current is not { Kind: TokenKind.Operator, Value: "-" or "+" }) return Filtered(Postfixed(Primary()));
        var sign = Take().Value;
        if (++_depth > Deepest) throw Error($"nests more than {Deepest} deep");
        var operand = Signed();
        _depth--;
        return new Expression.Unary(sign, operand);
    }

    private Expression Primary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Text:
                var text = token.Value;
                while (Current.Kind == TokenKind.Text) text += Take().Value;
                return new Expression.Literal(TemplateValue.Of(text));
            case TokenKind.Integer when long.TryParse(token.Value, CultureInfo.InvariantCulture, out var whole): return new Expression.Literal(new TemplateValue.Integer(whole));
            case TokenKind.Number: return new Expression.Literal(new TemplateValue.Number(double.Parse(token.Value, CultureInfo.InvariantCulture)));
            case TokenKind.Name: return Named(token.Value);
            case TokenKind.Operator when token.Value == "(": return Parenthesized();
            case TokenKind.Operator when token.Value == "[": return new Expression.ListOf(Items("]"));
            case TokenKind.Operator when token.Value == "{": return MapLiteral();
            default:
                _at--;
                throw Error($"expected a value, found {(token.Value.Length > 0 ? token.Value : token.Kind.ToString())}");
        }
    }

    private static Expression Named(string name) => name switch
    {
        "true" or "True" => new Expression.Literal(TemplateValue.Of(true)),
        "false" or "False" => new Expression.Literal(TemplateValue.Of(false)),
        "none" or "None" => new Expression.Literal(new TemplateValue.None()),
        _ => new Expression.Variable(name),
    };

    private Expression Parenthesized()
    {
        var first = Expression();
        if (TryTake(TokenKind.Operator, ")")) return first;
        Expect(TokenKind.Operator, ",");
        return new Expression.ListOf([first, .. Items(")")]);
    }

    private List<Expression> Items(string close)
    {
        var items = new List<Expression>();
        while (!TryTake(TokenKind.Operator, close))
        {
            if (items.Count > 0) Expect(TokenKind.Operator, ",");
            if (TryTake(TokenKind.Operator, close)) break;
            items.Add(Expression());
        }

        return items;
    }

    private Expression.MapOf MapLiteral()
    {
        var items = new List<(Expression, Expression)>();
        while (!TryTake(TokenKind.Operator, "}"))
        {
            if (items.Count > 0) Expect(TokenKind.Operator, ",");
            var key = Expression();
            Expect(TokenKind.Operator, ":");
            items.Add((key, Expression()));
        }

        return new(items);
    }

    private Expression Postfixed(Expression value)
    {
        while (true)
        {
            if (TryTake(TokenKind.Operator, ".")) value = new Expression.Member(value, new Expression.Literal(TemplateValue.Of(Current.Kind == TokenKind.Integer ? Take().Value : Expect(TokenKind.Name))));
            else if (TryTake(TokenKind.Operator, "[")) value = Subscript(value);
            else if (TryTake(TokenKind.Operator, "(")) value = new Expression.Call(value, CallArguments());
            else return value;
        }
    }

    private Expression Subscript(Expression of)
    {
        var start = Is(TokenKind.Operator, ":") ? null : Expression();
        if (TryTake(TokenKind.Operator, "]")) return new Expression.Member(of, start!);
        Expect(TokenKind.Operator, ":");
        var stop = Bound();
        var step = TryTake(TokenKind.Operator, ":") ? Bound() : null;
        Expect(TokenKind.Operator, "]");
        return new Expression.Slice(of, start, stop, step);

        Expression? Bound() => Current is { Kind: TokenKind.Operator, Value: ":" or "]" } ? null : Expression();
    }

    private Arguments CallArguments()
    {
        var (placed, named) = (new List<Expression>(), new List<(string, Expression)>());
        while (!TryTake(TokenKind.Operator, ")"))
        {
            if (placed.Count + named.Count > 0) Expect(TokenKind.Operator, ",");
            if (Current.Kind == TokenKind.Name && _tokens[_at + 1] is { Kind: TokenKind.Operator, Value: "=" })
            {
                var name = Take().Value;
                _at++;
                named.Add((name, Expression()));
            }
            else placed.Add(Expression());
        }

        return new(placed, named);
    }

    private Expression Filtered(Expression value)
    {
        while (true)
        {
            if (TryTake(TokenKind.Operator, "|"))
            {
                var name = Expect(TokenKind.Name);
                value = new Expression.Filter(value, name, TryTake(TokenKind.Operator, "(") ? CallArguments() : Arguments.None);
            }
            else if (TryTake(TokenKind.Name, "is"))
            {
                var negated = TryTake(TokenKind.Name, "not");
                var name = Current.Kind == TokenKind.Name ? Take().Value : throw Error("expected the name of a test");
                value = new Expression.Test(value, name, TestArguments());
                if (negated) value = new Expression.Unary("not", value);
            }
            else if (TryTake(TokenKind.Operator, "(")) value = new Expression.Call(value, CallArguments());
            else return value;
        }
    }

    private Arguments TestArguments()
    {
        if (TryTake(TokenKind.Operator, "(")) return CallArguments();
        var takesOne = Current.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Number || Current.Kind == TokenKind.Name && Current.Value is not ("else" or "or" or "and" or "is" or "if" or "in" or "not");
        return takesOne ? new([Postfixed(Primary())], []) : Arguments.None;
    }
}
