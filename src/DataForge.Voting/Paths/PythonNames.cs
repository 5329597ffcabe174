namespace DataForge.Voting.Paths;

/// <summary>Which names a program gives itself, and which of them are other names for what it imports.</summary>
/// <param name="Bound">Assigned, looped over, taken as parameter or defined here.</param>
/// <param name="Aliases">Behind <c>as</c> in an import → what was imported.</param>
internal sealed record PythonNames(HashSet<string> Bound, Dictionary<string, string> Aliases)
{
    private static readonly HashSet<string> Keywords = new(
        ["False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"],
        StringComparer.Ordinal);

    public static bool IsKeyword(string name) => Keywords.Contains(name);

    public static PythonNames Of(IReadOnlyList<PythonToken> tokens)
    {
        var names = new PythonNames(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        for (var start = 0; start < tokens.Count;)
        {
            var end = start;
            while (end < tokens.Count && tokens[end].Kind is not (PythonTokenKind.LineEnd or PythonTokenKind.Indent or PythonTokenKind.Dedent)) end++;
            names.Statement(tokens, start, end);
            start = end + 1;
        }

        foreach (var alias in names.Aliases.Keys) names.Bound.Remove(alias);
        return names;
    }

    private void Statement(IReadOnlyList<PythonToken> tokens, int start, int end)
    {
        if (start >= end) return;
        if (tokens[start].Text is "import" or "from")
        {
            for (var i = start + 2; i + 1 < end; i++)
                if (tokens[i].Text == "as") Aliases[tokens[i + 1].Text] = Imported(tokens, start, i);
            return;
        }

        for (var i = start; i < end; i++)
        {
            switch (tokens[i].Text)
            {
                case "for":
                    var to = i + 1;
                    while (to < end && tokens[to].Text != "in") to++;
                    Targets(tokens, i + 1, to);
                    break;
                case "lambda":
                    Parameters(tokens, i + 1, end, ":");
                    break;
                case "as" or "class" when i + 1 < end:
                    Add(tokens[i + 1]);
                    break;
                case "def" when i + 2 < end:
                    Add(tokens[i + 1]);
                    Parameters(tokens, i + 3, end, ")");
                    break;
                case ":=" when i > start:
                    Add(tokens[i - 1]);
                    break;
            }
        }

        Assigned(tokens, Header(tokens, start, end), end);
    }

    /// <summary>Where a compound statement's own statement begins: behind the colon of <c>if x: y = 1</c>.</summary>
    private static int Header(IReadOnlyList<PythonToken> tokens, int start, int end)
    {
        if (tokens[start].Text is not ("if" or "elif" or "else" or "while" or "for" or "with" or "try" or "except" or "finally" or "def" or "class")) return start;
        var depth = 0;
        for (var i = start; i < end; i++)
        {
            depth += Step(tokens[i]);
            if (depth == 0 && tokens[i].Text == ":") return i + 1;
        }

        return end;
    }

    private void Assigned(IReadOnlyList<PythonToken> tokens, int start, int end)
    {
        if (start + 1 < end && tokens[start + 1].Text == ":") Add(tokens[start]); // x: int = 3
        var (depth, last) = (0, -1);
        for (var i = start; i < end; i++)
        {
            depth += Step(tokens[i]);
            if (depth == 0 && tokens[i] is { Kind: PythonTokenKind.Operator, Text: "=" }) last = i;
        }

        if (last > start && tokens[start + 1].Text != ":") Targets(tokens, start, last);
    }

    /// <summary>Names of a target list, subscripts and attributes left out.</summary>
    private void Targets(IReadOnlyList<PythonToken> tokens, int start, int end)
    {
        var subscripts = 0;
        for (var i = start; i < end; i++)
        {
            if (tokens[i].Text == "[" && (subscripts > 0 || (i > start && (tokens[i - 1].Kind == PythonTokenKind.Name || tokens[i - 1].Text is ")" or "]")))) subscripts++;
            else if (tokens[i].Text == "]" && subscripts > 0) subscripts--;
            else if (subscripts == 0 && !(i > start && tokens[i - 1].Text == ".") && !(i + 1 < tokens.Count && tokens[i + 1].Text is "." or "(" or "[")) Add(tokens[i]);
        }
    }

    private void Parameters(IReadOnlyList<PythonToken> tokens, int start, int end, string close)
    {
        var depth = 0;
        for (var i = start; i < end && !(depth == 0 && tokens[i].Text == close); i++)
        {
            depth += Step(tokens[i]);
            if (depth == 0 && (i == start || tokens[i - 1].Text is "," or "*" or "**")) Add(tokens[i]);
        }
    }

    private static string Imported(IReadOnlyList<PythonToken> tokens, int start, int at)
    {
        var first = at - 1;
        while (first > start + 1 && tokens[first - 1].Text is not ("," or "(" or "import")) first--;
        return string.Concat(Enumerable.Range(first, at - first).Select(i => tokens[i].Text));
    }

    private void Add(PythonToken token)
    {
        if (token.Kind == PythonTokenKind.Name && !IsKeyword(token.Text)) Bound.Add(token.Text);
    }

    public static int Step(PythonToken token) => token.Kind != PythonTokenKind.Operator ? 0 : token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
}
