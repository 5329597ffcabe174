using System.Globalization;
using System.Text;

namespace DataForge.Voting.Paths;

/// <summary>Python in one spelling: two programs that differ in comments, blank space, quotes, docstrings or the names they choose have the same one.</summary>
/// <remarks>
/// Names that a program binds are numbered by their first appearance; attributes, keyword arguments, imported names and built-in ones stay, and an import's alias becomes what it stands for.
/// Names inside the braces of f-strings follow. The order of statements counts, and so does every operator: <c>a + b</c> and <c>b + a</c> are two programs.
/// </remarks>
internal static class CanonicalCode
{
    public static string Of(string code)
    {
        var tokens = PythonTokens.Of(code);
        return new Writer(PythonNames.Of(tokens)).Write(tokens);
    }

    private sealed class Writer(PythonNames names)
    {
        private readonly Dictionary<string, string> _numbered = new(StringComparer.Ordinal);

        public string Write(List<PythonToken> tokens)
        {
            var text = new StringBuilder();
            var calls = new Stack<bool>(); // whether the open bracket is a call's
            var (defining, import) = (false, false);
            for (var i = 0; i < tokens.Count; i++)
            {
                var token = tokens[i];
                var first = i == 0 || tokens[i - 1].Kind is PythonTokenKind.LineEnd or PythonTokenKind.Indent or PythonTokenKind.Dedent;
                if (first) (defining, import) = (token.Text == "def", token.Text is "import" or "from");
                if (first && token.Kind == PythonTokenKind.Text && (i + 1 == tokens.Count || tokens[i + 1].Kind == PythonTokenKind.LineEnd))
                {
                    i++; // a docstring, with its line
                    continue;
                }

                if (import && token.Text == "as")
                {
                    i++;
                    continue;
                }

                if (token.Text is "(" or "[" or "{" && token.Kind == PythonTokenKind.Operator)
                {
                    var before = i == 0 ? default : tokens[i - 1];
                    calls.Push(token.Text == "(" && !(defining && calls.Count == 0) && ((before.Kind == PythonTokenKind.Name && !PythonNames.IsKeyword(before.Text ?? "")) || before.Text is ")" or "]"));
                }
                else if (token.Text is ")" or "]" or "}" && token.Kind == PythonTokenKind.Operator)
                {
                    calls.TryPop(out _);
                }

                var keyword = calls.TryPeek(out var call) && call && i + 1 < tokens.Count && tokens[i + 1] is { Kind: PythonTokenKind.Operator, Text: "=" };
                var attribute = i > 0 && tokens[i - 1] is { Kind: PythonTokenKind.Operator, Text: "." };
                text.Append(token.Kind switch
                {
                    PythonTokenKind.LineEnd => "\n",
                    PythonTokenKind.Indent => "{\n",
                    PythonTokenKind.Dedent => "}\n",
                    PythonTokenKind.Name when !keyword && !attribute && !import => Named(token.Text) + " ",
                    PythonTokenKind.Text => Formatted(token.Text) + " ",
                    _ => token.Text + " ",
                });
            }

            return text.ToString();
        }

        private string Named(string name)
        {
            if (names.Aliases.TryGetValue(name, out var imported)) return imported;
            if (!names.Bound.Contains(name)) return name;
            if (!_numbered.TryGetValue(name, out var number)) _numbered[name] = number = string.Create(CultureInfo.InvariantCulture, $"v{_numbered.Count}");
            return number;
        }

        /// <summary>An f-string with the names in its braces numbered; any other text as it is.</summary>
        private string Formatted(string text)
        {
            var quote = text.IndexOfAny(['"', '\'']);
            if (quote < 1 || !text[..quote].Contains('f', StringComparison.Ordinal)) return text;
            var plain = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != '{' || (i + 1 < text.Length && text[i + 1] == '{'))
                {
                    plain.Append(text[i]);
                    if (text[i] == '{') plain.Append(text[++i]);
                    continue;
                }

                var end = ExpressionEnd(text, i + 1);
                plain.Append('{').Append(Write(PythonTokens.Of(text[(i + 1)..end])).TrimEnd());
                i = end - 1;
            }

            return plain.ToString();
        }

        /// <summary>Where an expression in braces ends: at its brace, its format or its conversion.</summary>
        private static int ExpressionEnd(string text, int at)
        {
            var depth = 0;
            for (; at < text.Length; at++)
            {
                if (text[at] is '(' or '[' or '{') depth++;
                else if (text[at] is ')' or ']' || (text[at] == '}' && depth > 0)) depth--;
                else if (depth == 0 && (text[at] is '}' or ':' || (text[at] == '!' && !(at + 1 < text.Length && text[at + 1] == '=')))) break;
            }

            return at;
        }
    }
}
