using System.Text;

namespace DataForge.Voting.Paths;

/// <summary>What a token of Python is.</summary>
internal enum PythonTokenKind
{
    Name,
    Number,
    Text,
    Operator,
    LineEnd,
    Indent,
    Dedent,
}

/// <summary>A token as it stands in the code; of a block's beginning and end only the kind counts.</summary>
internal readonly record struct PythonToken(PythonTokenKind Kind, string Text);

/// <summary>Cuts Python into tokens: comments, blank lines and the width of indentation are left out. Linear in the text; never throws, whatever the text is.</summary>
internal static class PythonTokens
{
    private const int TabWidth = 8;

    /// <summary>Longest first.</summary>
    private static readonly string[] Operators =
        ["**=", "//=", ">>=", "<<=", "...", "->", ":=", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", "**", "//", "<<", ">>"];

    public static List<PythonToken> Of(string code)
    {
        var tokens = new List<PythonToken>();
        var indents = new Stack<int>([0]);
        var (depth, at, fresh) = (0, 0, true);
        while (at < code.Length)
        {
            if (fresh && depth == 0 && !Indentation(code, ref at, indents, tokens)) continue;
            fresh = false;
            var c = code[at];
            if (c is '\n' or '\r')
            {
                if (depth == 0) End(tokens);
                fresh = true;
                at++;
            }
            else if (c == '#')
            {
                while (at < code.Length && code[at] is not ('\n' or '\r')) at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '\\' && at + 1 < code.Length && code[at + 1] is '\n' or '\r')
            {
                at += code[at + 1] == '\r' && at + 2 < code.Length && code[at + 2] == '\n' ? 3 : 2;
            }
            else if (TextStart(code, at) is var quote and >= 0)
            {
                var end = TextEnd(code, quote);
                tokens.Add(new(PythonTokenKind.Text, Levelled(code, at, quote, end)));
                at = end;
            }
            else if (char.IsDigit(c) || (c == '.' && at + 1 < code.Length && char.IsDigit(code[at + 1])))
            {
                var end = at + 1;
                while (end < code.Length && (char.IsLetterOrDigit(code[end]) || code[end] is '.' or '_' || (code[end] is '+' or '-' && code[end - 1] is 'e' or 'E' && !code.AsSpan(at, end - at).StartsWith("0x", StringComparison.OrdinalIgnoreCase)))) end++;
                tokens.Add(new(PythonTokenKind.Number, code[at..end].ToLowerInvariant().Replace("_", "", StringComparison.Ordinal)));
                at = end;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                var end = at + 1;
                while (end < code.Length && (char.IsLetterOrDigit(code[end]) || code[end] == '_')) end++;
                tokens.Add(new(PythonTokenKind.Name, code[at..end]));
                at = end;
            }
            else
            {
                var text = Array.Find(Operators, o => string.CompareOrdinal(code, at, o, 0, o.Length) == 0) ?? c.ToString();
                if (text is "(" or "[" or "{") depth++;
                if (text is ")" or "]" or "}" && depth > 0) depth--;
                at += text.Length;
                if (text == ";" && depth == 0) End(tokens);
                else tokens.Add(new(PythonTokenKind.Operator, text));
            }
        }

        End(tokens);
        for (var open = indents.Count; open > 1; open--) tokens.Add(new(PythonTokenKind.Dedent, ""));
        return tokens;
    }

    /// <summary>Reads a line's indentation; false where the line holds no code and was passed over.</summary>
    private static bool Indentation(string code, ref int at, Stack<int> indents, List<PythonToken> tokens)
    {
        var (column, from) = (0, at);
        while (from < code.Length && code[from] is ' ' or '\t' or '\f') column = code[from++] == '\t' ? (column / TabWidth + 1) * TabWidth : column + 1;
        if (from < code.Length && code[from] == '#')
            while (from < code.Length && code[from] is not ('\n' or '\r')) from++;
        if (from == code.Length || code[from] is '\n' or '\r')
        {
            at = Math.Min(from + 1, code.Length);
            return false;
        }

        at = from;
        if (column > indents.Peek())
        {
            indents.Push(column);
            tokens.Add(new(PythonTokenKind.Indent, ""));
        }

        while (column < indents.Peek())
        {
            indents.Pop();
            tokens.Add(new(PythonTokenKind.Dedent, ""));
        }

        return true;
    }

    private static void End(List<PythonToken> tokens)
    {
        if (tokens.Count > 0 && tokens[^1].Kind is not (PythonTokenKind.LineEnd or PythonTokenKind.Indent or PythonTokenKind.Dedent)) tokens.Add(new(PythonTokenKind.LineEnd, ""));
    }

    /// <summary>Index of the quote that begins a string here, behind its prefix; -1 where none does.</summary>
    private static int TextStart(string code, int at)
    {
        var quote = at;
        while (quote < code.Length && quote - at < 2 && "rRbBuUfF".Contains(code[quote], StringComparison.Ordinal)) quote++;
        return quote < code.Length && code[quote] is '"' or '\'' ? quote : -1;
    }

    /// <summary>Behind the closing quote; of a string that does not end, the end of its line or of the text.</summary>
    private static int TextEnd(string code, int quote)
    {
        var mark = code[quote];
        var triple = quote + 2 < code.Length && code[quote + 1] == mark && code[quote + 2] == mark;
        for (var i = quote + (triple ? 3 : 1); i < code.Length; i++)
        {
            if (code[i] == '\\') i++;
            else if (!triple && code[i] is '\n' or '\r') return i;
            else if (code[i] == mark && (!triple || (i + 2 < code.Length && code[i + 1] == mark && code[i + 2] == mark))) return i + (triple ? 3 : 1);
        }

        return code.Length;
    }

    /// <summary>The same string in one spelling: prefix in lower case, double quotes where the text allows.</summary>
    private static string Levelled(string code, int at, int quote, int end)
    {
        var text = new StringBuilder(code[at..quote].ToLowerInvariant().Replace("u", "", StringComparison.Ordinal));
        var body = code[quote..end];
        if (body.Length >= 2 && body[0] == '\'' && body[^1] == '\'' && !body.StartsWith("'''", StringComparison.Ordinal) && !body.Contains('"', StringComparison.Ordinal) && !body.Contains('\\', StringComparison.Ordinal))
            body = '"' + body[1..^1] + '"';
        return text.Append(body).ToString();
    }
}
