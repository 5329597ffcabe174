namespace DataForge.Models.Chat.Templates;

/// <summary>Statements of the part of Jinja that chat templates use. A tag outside it is refused by name.</summary>
internal sealed partial class TemplateParser
{
    /// <summary>Deepest nesting of statements and expressions; keeps a hostile template off the stack's end.</summary>
    private const int Deepest = 100;

    private readonly List<TemplateToken> _tokens;
    private int _at;
    private int _depth;

    private TemplateParser(List<TemplateToken> tokens) => _tokens = tokens;

    public static IReadOnlyList<Statement> Parse(string source)
    {
        var parser = new TemplateParser(TemplateLexer.Tokens(source));
        var body = parser.Body();
        if (parser.Current.Kind != TokenKind.End) throw parser.Error($"{{% {parser.Current.Value} %}} without its beginning");
        return body;
    }

    private TemplateToken Current => _tokens[_at];

    private TemplateToken Take() => _tokens[_at++];

    private TemplateError Error(string problem) => new($"line {Current.Line}: {problem}");

    private bool Is(TokenKind kind, string value) => Current.Kind == kind && Current.Value == value;

    private bool TryTake(TokenKind kind, string value)
    {
        if (!Is(kind, value)) return false;
        _at++;
        return true;
    }

    private string Expect(TokenKind kind, string? value = null) => Current.Kind == kind && (value is null || Current.Value == value)
        ? Take().Value
        : throw Error($"expected {value ?? kind.ToString()}, found {(Current.Value.Length > 0 ? Current.Value : Current.Kind.ToString())}");

    /// <summary>Statements up to a tag they do not own, whose name is then the current token.</summary>
    private List<Statement> Body()
    {
        if (++_depth > Deepest) throw Error($"nests more than {Deepest} deep");
        var body = new List<Statement>();
        while (true)
        {
            switch (Current.Kind)
            {
                case TokenKind.Literal:
                    body.Add(new Statement.Literal(new MarkedText(Take().Value)));
                    continue;
                case TokenKind.PrintStart:
                    _at++;
                    body.Add(new Statement.Print(Expression()));
                    Expect(TokenKind.PrintEnd);
                    continue;
                case TokenKind.BlockStart when Block(_tokens[_at + 1]) is { } statement:
                    body.Add(statement);
                    continue;
                case TokenKind.BlockStart:
                    _at++;
                    break;
            }

            _depth--;
            return body;
        }
    }

    private Statement? Block(TemplateToken name)
    {
        if (name.Value is "endif" or "elif" or "else" or "endfor" or "endset" or "endmacro" or "endgeneration") return null;
        _at += 2;
        switch (name.Value)
        {
            case "if": return If();
            case "for": return For();
            case "set": return Set();
            case "macro": return Macro();
            case "generation": return new Statement.Group(Enclosed("endgeneration"));
            case "break" or "continue":
                Expect(TokenKind.BlockEnd);
                return name.Value == "break" ? new Statement.Break() : new Statement.Continue();
            default: throw Error($"the tag {{% {name.Value} %}} is not supported");
        }
    }

    private List<Statement> Enclosed(string end)
    {
        Expect(TokenKind.BlockEnd);
        var body = Body();
        Expect(TokenKind.Name, end);
        Expect(TokenKind.BlockEnd);
        return body;
    }

    private Statement.If If()
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        do
        {
            var condition = Expression();
            Expect(TokenKind.BlockEnd);
            branches.Add((condition, Body()));
        }
        while (TryTake(TokenKind.Name, "elif"));
        List<Statement> otherwise = [];
        if (TryTake(TokenKind.Name, "else"))
        {
            Expect(TokenKind.BlockEnd);
            otherwise = Body();
        }

        Expect(TokenKind.Name, "endif");
        Expect(TokenKind.BlockEnd);
        return new(branches, otherwise);
    }

    private Statement.For For()
    {
        var names = new List<string> { Expect(TokenKind.Name) };
        while (TryTake(TokenKind.Operator, ",")) names.Add(Expect(TokenKind.Name));
        Expect(TokenKind.Name, "in");
        var over = Or();
        var where = TryTake(TokenKind.Name, "if") ? Expression() : null;
        if (Is(TokenKind.Name, "recursive")) throw Error("a recursive for is not supported");
        Expect(TokenKind.BlockEnd);
        var body = Body();
        List<Statement> otherwise = [];
        if (TryTake(TokenKind.Name, "else"))
        {
            Expect(TokenKind.BlockEnd);
            otherwise = Body();
        }

        Expect(TokenKind.Name, "endfor");
        Expect(TokenKind.BlockEnd);
        return new(names, over, where, body, otherwise);
    }

    private Statement Set()
    {
        var name = Expect(TokenKind.Name);
        var attribute = TryTake(TokenKind.Operator, ".") ? Expect(TokenKind.Name) : null;
        if (attribute is null && Current.Kind == TokenKind.BlockEnd) return new Statement.Capture(name, Enclosed("endset"));
        Expect(TokenKind.Operator, "=");
        var value = Expression();
        Expect(TokenKind.BlockEnd);
        return new Statement.Set(name, attribute, value);
    }

    private Statement.Macro Macro()
    {
        var name = Expect(TokenKind.Name);
        Expect(TokenKind.Operator, "(");
        var parameters = new List<(string, Expression?)>();
        while (!TryTake(TokenKind.Operator, ")"))
        {
            if (parameters.Count > 0) Expect(TokenKind.Operator, ",");
            var parameter = Expect(TokenKind.Name);
            parameters.Add((parameter, TryTake(TokenKind.Operator, "=") ? Expression() : null));
        }

        return new(name, parameters, Enclosed("endmacro"));
    }
}
