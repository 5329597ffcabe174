namespace DataForge.Answers.Syntax;

/// <summary>Words that are operators: "minus 12", "square root of 5", "5 squared", "at least 5", "3 out of 4".</summary>
internal static class OperatorWords
{
    /// <param name="Words">Lower-case words in a row.</param>
    /// <param name="Kind">What they become.</param>
    /// <param name="Text">Its text.</param>
    /// <param name="Before">A value must stand before.</param>
    /// <param name="After">A value must follow.</param>
    private sealed record Pattern(string[] Words, TokenKind Kind, string Text, bool Before, bool After);

    private static readonly Pattern[] Patterns =
    [
        new(["plus", "or", "minus"], TokenKind.Operator, "±", false, true),
        new(["twice"], TokenKind.Number, "2", false, true),
        new(["double"], TokenKind.Number, "2", false, true),
        new(["triple"], TokenKind.Number, "3", false, true),
        new(["one", "half", "of"], TokenKind.Number, "1/2", false, true),
        new(["half", "of"], TokenKind.Number, "1/2", false, true),
        new(["a", "third", "of"], TokenKind.Number, "1/3", false, true),
        new(["one", "third", "of"], TokenKind.Number, "1/3", false, true),
        new(["a", "quarter", "of"], TokenKind.Number, "1/4", false, true),
        new(["negative"], TokenKind.Operator, "-", false, true),
        new(["minus"], TokenKind.Operator, "-", false, true),
        new(["plus"], TokenKind.Operator, "+", true, true),
        new(["multiplied", "by"], TokenKind.Operator, "*", true, true),
        new(["times"], TokenKind.Operator, "*", true, true),
        new(["divided", "by"], TokenKind.Operator, "/", true, true),
        new(["out", "of"], TokenKind.Operator, "/", true, true),
        new(["to"], TokenKind.Operator, ":", true, true),
        new(["over"], TokenKind.Operator, "/", true, true),
        new(["the", "square", "root", "of"], TokenKind.Root, "sqrt", false, true),
        new(["square", "root", "of"], TokenKind.Root, "sqrt", false, true),
        new(["cube", "root", "of"], TokenKind.Root, "cbrt", false, true),
        new(["root"], TokenKind.Root, "sqrt", false, true),
        new(["factorial"], TokenKind.Operator, "!", true, false),
        new(["is", "greater", "than", "or", "equal", "to"], TokenKind.Operator, "≥", true, true),
        new(["greater", "than", "or", "equal", "to"], TokenKind.Operator, "≥", false, true),
        new(["is", "less", "than", "or", "equal", "to"], TokenKind.Operator, "≤", true, true),
        new(["less", "than", "or", "equal", "to"], TokenKind.Operator, "≤", false, true),
        new(["is", "at", "least"], TokenKind.Operator, "≥", true, true),
        new(["is", "at", "most"], TokenKind.Operator, "≤", true, true),
        new(["is", "greater", "than"], TokenKind.Operator, ">", true, true),
        new(["is", "strictly", "greater", "than"], TokenKind.Operator, ">", true, true),
        new(["is", "more", "than"], TokenKind.Operator, ">", true, true),
        new(["is", "less", "than"], TokenKind.Operator, "<", true, true),
        new(["is", "strictly", "less", "than"], TokenKind.Operator, "<", true, true),
        new(["is", "not", "equal", "to"], TokenKind.Operator, "≠", true, true),
        new(["not", "equal", "to"], TokenKind.Operator, "≠", true, true),
        new(["no", "less", "than"], TokenKind.Operator, "≥", false, true),
        new(["no", "more", "than"], TokenKind.Operator, "≤", false, true),
        new(["at", "least"], TokenKind.Operator, "≥", false, true),
        new(["at", "most"], TokenKind.Operator, "≤", false, true),
        new(["greater", "than"], TokenKind.Operator, ">", false, true),
        new(["more", "than"], TokenKind.Operator, ">", false, true),
        new(["larger", "than"], TokenKind.Operator, ">", false, true),
        new(["less", "than"], TokenKind.Operator, "<", false, true),
        new(["fewer", "than"], TokenKind.Operator, "<", false, true),
        new(["smaller", "than"], TokenKind.Operator, "<", false, true),
        new(["equal", "to"], TokenKind.Operator, "=", true, true),
        new(["equals"], TokenKind.Operator, "=", true, true),
        new(["not"], TokenKind.Operator, "≠", false, true),
    ];

    public static List<Token> Join(List<Token> tokens)
    {
        List<Token>? joined = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Word && Power(tokens, i, joined ?? tokens, joined?.Count ?? i) is { } exponent)
            {
                joined ??= [.. tokens.Take(i)];
                joined.Add(tokens[i] with { Kind = TokenKind.Operator, Text = "^" });
                joined.Add(tokens[i] with { Kind = TokenKind.Number, Text = "w", Value = exponent, Places = -1 });
            }
            else if (Member(tokens, i, joined?.Count > 0 ? joined[^1] : i > 0 ? tokens[i - 1] : tokens[i]) is > 0 and var words)
            {
                joined ??= [.. tokens.Take(i)];
                joined.Add(tokens[i] with { Kind = TokenKind.Operator, Text = "∈", End = tokens[i + words - 1].End, InText = false });
                i += words - 1;
            }
            else if (tokens[i] is { Kind: TokenKind.Word, Text: "of" } && i > 0 && IsShare(joined?[^1] ?? tokens[i - 1]) && tokens[i + 1].Kind is TokenKind.Number or TokenKind.Currency)
            {
                joined ??= [.. tokens.Take(i)];
                joined.Add(tokens[i] with { Kind = TokenKind.Operator, Text = "*", InText = false }); // "10% of 50"
            }
            else if (tokens[i].Kind == TokenKind.Word && Match(tokens, i, joined ?? tokens, joined?.Count ?? i) is { } pattern)
            {
                joined ??= [.. tokens.Take(i)];
                var end = tokens[i + pattern.Words.Length - 1].End;
                if (pattern.Kind == TokenKind.Number) joined.Add(tokens[i] with { Kind = TokenKind.Number, Text = "w", Value = Share(pattern.Text), Places = -1, End = end, InText = false });
                joined.Add(tokens[i] with { Kind = pattern.Kind == TokenKind.Number ? TokenKind.Operator : pattern.Kind, Text = pattern.Kind == TokenKind.Number ? "*" : pattern.Text, End = end, InText = false });
                i += pattern.Words.Length - 1;
            }
            else
            {
                joined?.Add(tokens[i]);
            }
        }

        return joined ?? tokens;
    }

    private static Rational Share(string text) => text.Length == 1 ? new Rational(text[0] - '0', 1) : new Rational(1, text[^1] - '0');

    /// <summary>"5 squared", "x cubed"; "square" after a number is a unit.</summary>
    private static Rational? Power(List<Token> tokens, int at, List<Token> before, int count) =>
        count == 0 || !EndsValue(before[count - 1]) ? null : tokens[at].Text.ToLowerInvariant() switch { "squared" => 2, "cubed" => 3, _ => null };

    private static Pattern? Match(List<Token> tokens, int at, List<Token> before, int count)
    {
        foreach (var pattern in Patterns)
        {
            if (at + pattern.Words.Length >= tokens.Count) continue;
            var fits = true;
            for (var i = 0; i < pattern.Words.Length && fits; i++) fits = tokens[at + i].Text.Equals(pattern.Words[i], StringComparison.OrdinalIgnoreCase);
            if (!fits || (pattern.Before && (count == 0 || !EndsValue(before[count - 1]))) || (pattern.After && !StartsValue(tokens[at + pattern.Words.Length]))) continue;
            return pattern;
        }

        return null;
    }

    private static readonly string[][] Memberships = [["is", "in", "the", "interval"], ["lies", "in", "the", "interval"], ["in", "the", "interval"], ["is", "in"], ["lies", "in"], ["belongs", "to"], ["in"]];

    /// <summary>"x in (2, 5)", "x lies in the interval (2, 5)": how many words say that a letter is a member of the set behind them; 0 for none.</summary>
    private static int Member(List<Token> tokens, int at, Token before)
    {
        if (before.Kind != TokenKind.Symbol || tokens[at].Kind != TokenKind.Word) return 0;
        foreach (var words in Memberships)
        {
            var fits = at + words.Length < tokens.Count;
            for (var i = 0; i < words.Length && fits; i++) fits = tokens[at + i].Text == words[i];
            if (fits && (tokens[at + words.Length] is { Kind: TokenKind.SetName } || tokens[at + words.Length].Op is '(' or '[' or '⦃' or '{' or ']')) return words.Length;
        }

        return 0;
    }

    private static bool IsShare(Token token) => token.Is('%') || token is { Kind: TokenKind.Number, Value.IsInteger: false };

    private static bool EndsValue(Token token) => token.Kind is TokenKind.Number or TokenKind.Symbol || token.Op is ')' or '}' or '%' or '°';

    private static bool StartsValue(Token token) => token.Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Fraction or TokenKind.Root or TokenKind.Currency || token.Op is '(' or '√' or '-' || (token.Kind == TokenKind.Word && NumberWords.IsNumber(token.Text));
}
