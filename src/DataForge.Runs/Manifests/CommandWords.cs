using System.Text;

namespace DataForge.Runs.Manifests;

/// <summary>Cuts a command into words as a shell would, without being one: blanks, single and double quotes, backslashes. Nothing is expanded.</summary>
internal static class CommandWords
{
    /// <exception cref="FormatException">A quote is not closed, or the text has what only a shell can do.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var begun = false;
        char quote = default;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != default)
            {
                if (c == quote) quote = default;
                else if (c == '\\' && quote == '"' && i + 1 < text.Length && text[i + 1] is '"' or '\\') word.Append(text[++i]);
                else word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, begun) = (c, true);
            }
            else if (c == '\\' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
                begun = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (begun) words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else if (c is '|' or '<' or '>' or ';' or '&' or '`')
            {
                throw new FormatException($"expected a program and its arguments, found \"{c}\": commands run without a shell (put it in quotes where it is meant; stages are joined by their inputs)");
            }
            else
            {
                word.Append(c);
                begun = true;
            }
        }

        if (quote != default) throw new FormatException($"expected a closing {quote}");
        if (begun) words.Add(word.ToString());
        return words;
    }
}
