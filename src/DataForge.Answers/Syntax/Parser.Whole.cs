namespace DataForge.Answers.Syntax;

/// <summary>Reads a whole answer: a choice letter, math, a list, or prose.</summary>
internal sealed partial class Parser
{
    /// <summary>The tree of an answer; <see cref="Prose"/> when no rule reads it or a budget is spent.</summary>
    public static Node Parse(string answer) => Parse(answer, true);

    /// <summary>[1 2; 3 4]: rows of numbers as Matlab writes them.</summary>
    private static Matrix? PlainMatrix(string source)
    {
        if (source.Length > 400 || source is not ['[', .., ']'] || !source.Contains(';')) return null;
        var rows = new List<IReadOnlyList<Node>>();
        foreach (var row in source[1..^1].Split(';'))
        {
            var cells = new List<Node>();
            foreach (var cell in row.Split(row.Contains(',') ? ',' : ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!PlainNumber.TryRead(cell, out Rational value, out var places)) return null;
                cells.Add(new Num(value, places));
            }

            if (cells.Count == 0 || (rows.Count > 0 && rows[0].Count != cells.Count)) return null;
            rows.Add(cells);
        }

        return rows.Count > 1 && rows[0].Count > 1 ? new Matrix(rows) : null;
    }

    /// <summary>As <see cref="Parse(string)"/>, for a text that has neither a unit nor a choice letter.</summary>
    public static Node ParseNumber(string source) => new Parser(Lexer.Cut(source), source).Whole() ?? new Prose(source);

    private static Node Parse(string answer, bool choices)
    {
        var source = new string(Clean.OuterSpan(answer));
        if (source.Length > Limits.MaxLength) return new Prose(Wording.Of(source));
        source = Digits.ToAscii(source);
        if (Based.ReadWhole(source) is { } based) return based;
        if (Dates.Read(source) is { } date) return date;
        if (SpokenTimes.Read(source) is { } time) return time;
        if (PlainMatrix(source) is { } matrix) return matrix;
        if (PointNames.Read(source) is { } name) return name;
        if (CompoundValues.Read(source) is { } compound) return compound;
        if (Ranges.Read(source) is { } range) return range;
        if (Alternatives.Read(source) is { } alternatives) return alternatives;
        if (UnitText.Read(source, out var sure) is { } quantity && sure) return Units.Attach(quantity.Value, quantity.Unit);
        if (Grader.IsListOfHundreds(source)) return new Items([Num.Of((source[0] - '0') * 100), Num.Of((source[4] - '0') * 100)], false, false);
        var tokens = Lexer.Cut(source);
        if (choices && Chosen(source, tokens) is { } choice) return choice;
        return new Parser(tokens, source).Whole() ?? new Prose(Wording.Of(source));
    }

    private Node? Whole()
    {
        if (_tokens.Count >= Limits.MaxTokens) return null;
        var node = List('\0');
        while (node is not (null or Items) && Now.Op is ')' or '}' or ']' or '⦄') _at++; // a bracket that closes nothing; of a list it may have been a bound
        return node is null || !AtEnd || node.Depth > Limits.MaxDepth ? null : IsPlain(node) && !(node is Items && IsNameList(_source)) ? new Prose(Wording.Of(_source)) : node;
    }

    /// <summary>"Alice, Bob and Cy": names, whose order says nothing.</summary>
    private static bool IsNameList(string source)
    {
        var names = source.Replace("\\text{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace(" and ", ",", StringComparison.Ordinal).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 1 && Array.TrueForAll(names, n => n.Length > 1 && char.IsAsciiLetterUpper(n[0]) && n.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0);
    }

    /// <summary>A word alone, or words in a row, are prose.</summary>
    private bool IsPlain(Node node) => node switch
    {
        Sym { Name.Length: > 1 } symbol => _tokens.Find(t => !t.Is('{')).Kind == TokenKind.Word && symbol.Name.All(char.IsLetter),
        Quantity { Value: Sym { Name.Length: > 1 } } => true,
        Unary { Kind: UnaryKind.Factorial, Operand: Sym { Name.Length: > 1 } cried } => IsPlain(cried), // "Yes!"
        Items items => items.Parts.All(IsPlain),
        _ => false,
    };

    /// <summary>"(B) 5", "\textbf{(B)}\ 5", "B. five", "B) 5", "D Alina".</summary>
    private static Choice? Chosen(string source, List<Token> tokens)
    {
        var at = tokens[0].Is('(') ? 1 : 0;
        if (at + 1 >= tokens.Count || tokens[at].Kind != TokenKind.Symbol || tokens[at].Text is not [>= 'A' and <= 'J']) return null;
        var (letter, next) = (tokens[at], tokens[at + 1]);
        var marked = next.Is(')') || (at == 0 && letter.End < source.Length && source[letter.End] is '.' or '．' or ':' or '：' or '、' or '。' or '，');
        var from = next.Is(')') ? next.End : letter.End + 1;
        if (!marked && at == 0 && next is { Kind: TokenKind.Word, SpaceBefore: true } && char.IsUpper(next.Text[0]) && next.Text.Length > 2) (marked, from) = (true, next.Start);
        if (!marked || (at == 1 && !next.Is(')'))) return null;
        if (next.Is(':') && letter.End + 1 < source.Length && source[letter.End + 1] == ' ' && at == 0) from = next.End + 1; // "C: 42"
        var rest = next.Is(')') || from > letter.End + 1 ? tokens.Find(t => t.Start >= from) : next;
        if (rest.Kind == TokenKind.End || (rest.Op is ',' or '.' && rest.End == source.TrimEnd().Length)) return new Choice(letter.Text[0], null);
        if (rest.Op is not ('\0' or '(' or '[' or '⦃' or '-' or '√' or '±' or '{') || (rest.Is('(') && !rest.SpaceBefore) || (rest.Is('-') && at == 1 && !next.InText)) return null;
        if (rest.Kind == TokenKind.Symbol && !rest.SpaceBefore && !rest.InText) return null;
        var body = source[Math.Min(from, source.Length)..].Trim().Trim('}').Trim();
        return body.Length == 0 ? new Choice(letter.Text[0], null) : new Choice(letter.Text[0], Parse(body, false));
    }
}
