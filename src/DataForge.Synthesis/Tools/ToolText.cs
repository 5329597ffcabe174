using System.Text;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>An output as a transcript shows it.</summary>
public static class ToolText
{
    /// <summary>The text that a call's result gives under a protocol: without white space at its ends, cut to its length, without control characters.</summary>
    /// <remarks>Line ends become \n; other control characters, which could rewrite a line on a terminal, are left out. A fence in it stays: the spans of a transcript say what is output, not the fences.</remarks>
    public static string Of(Execution execution, ToolProtocol protocol)
    {
        var text = execution.Status switch
        {
            ExecutionStatus.Timeout => protocol.TimeoutText,
            ExecutionStatus.Memory when string.IsNullOrWhiteSpace(execution.Output) => protocol.MemoryText,
            _ => execution.Output,
        };
        return Cut(Plain(text).Trim(), protocol.MostCharacters, protocol.Cut);
    }

    private static string Plain(string text)
    {
        if (!text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
            if (!char.IsControl(c) || c is '\n' or '\t')
                plain.Append(c);
        return plain.ToString();
    }

    /// <summary>The first and last halves of a text that has more code points than <paramref name="most"/>.</summary>
    public static string Cut(string text, int most, string between)
    {
        if (text.Length <= most) return text;
        var points = text.EnumerateRunes().ToArray();
        if (points.Length <= most) return text;
        var half = most / 2;
        return string.Concat(points[..half].Select(p => p.ToString())) + between + string.Concat(points[^half..].Select(p => p.ToString()));
    }

    /// <summary>Code points of a text; a lone surrogate counts as one.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();
}
