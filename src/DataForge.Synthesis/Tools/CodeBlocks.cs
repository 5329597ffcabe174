namespace DataForge.Synthesis;

/// <summary>Code within a model's text.</summary>
public static class CodeBlocks
{
    /// <summary>The lines of the last block: from behind the last line that begins with <paramref name="open"/> to the next line that begins with <paramref name="close"/>, or to the end. Empty where there is none.</summary>
    /// <remarks>For a fence of three backticks this is what the evaluation of Qwen2.5-Math extracts: after a block has ended, lines count again only behind the next opening line.</remarks>
    public static string Last(string text, string open, string close)
    {
        var code = new System.Text.StringBuilder();
        var inside = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(open, StringComparison.Ordinal))
            {
                code.Clear();
                inside = true;
            }
            else if (line.StartsWith(close, StringComparison.Ordinal))
            {
                inside = false;
            }
            else if (inside)
            {
                code.Append(line).Append('\n');
            }
        }

        return code.ToString();
    }
}
