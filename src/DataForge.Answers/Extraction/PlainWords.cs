namespace DataForge.Answers;

/// <summary>Counts plain words: runs of two or more letters that are no command, no text of a command, no connective.</summary>
internal static class PlainWords
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '\\')
            {
                i++;
                var name = i;
                while (i < text.Length && char.IsAsciiLetter(text[i])) i++;
                if (i < text.Length && text[i] == '{' && IsTextCommand(text[name..i]))
                {
                    while (i < text.Length && text[i] != '}') i++;
                }
                else if (i == name)
                {
                    i++;
                }
            }
            else if (char.IsLetter(text[i]))
            {
                var start = i;
                while (i < text.Length && WordAt.IsLetter(text[i])) i++;
                var word = text[start..i];
                if (word.Length >= 2 && word is not ("and" or "or" or "sin" or "cos" or "tan" or "log" or "ln" or "pi" or "sqrt" or "frac")) count++;
            }
            else
            {
                i++;
            }
        }

        return count;
    }

    private static bool IsTextCommand(ReadOnlySpan<char> name) => name is "text" or "textbf" or "mathrm" or "mathbf" or "textit" or "operatorname" or "mbox" or "begin" or "end";
}
