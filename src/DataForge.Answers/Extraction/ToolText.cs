using System.Text;

namespace DataForge.Answers;

/// <summary>Writes what Python or SymPy printed as an answer: <c>Fraction(1, 2)</c> as 1/2, <c>x**2</c> as x^2, <c>oo</c> as infinity, <c>[1, 2]</c> as a list, <c>{x: 3}</c> as x = 3.</summary>
internal static class ToolText
{
    private static readonly string[] Wrappers = ["Integer(", "Float(", "Decimal(", "mpf(", "np.float64(", "np.int64(", "numpy.float64(", "mpq("];

    public static string Answer(ReadOnlySpan<char> line)
    {
        var text = Clean.Sentence(line);
        if (text.Length > 1200) return text;
        if (text is "[]" or "{}" or "set()" or "EmptySet") return "\\emptyset";
        if (text.StartsWith('{') && text.EndsWith('}') && text.Contains(':')) text = text[1..^1].Replace(":", " =", StringComparison.Ordinal);
        else if (text.StartsWith('[') && text.EndsWith(']') && !text.AsSpan(1).Contains('[')) text = text[1..^1];
        var written = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            var isName = i == 0 || !(char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '_' or '\\');
            if (isName && Fraction(rest, written) is > 0 and var length) i += length - 1;
            else if (isName && Wrapped(rest, written) is > 0 and var inner) i += inner - 1;
            else if (isName && rest.StartsWith("oo", StringComparison.Ordinal) && (rest.Length == 2 || !char.IsAsciiLetterOrDigit(rest[2])))
            {
                written.Append("\\infty");
                i++;
            }
            else if (rest.StartsWith("**", StringComparison.Ordinal))
            {
                written.Append('^');
                i++;
            }
            else written.Append(text[i]);
        }

        return written.ToString().Trim();
    }

    private static int Fraction(ReadOnlySpan<char> rest, StringBuilder written)
    {
        var open = rest.StartsWith("Fraction(", StringComparison.Ordinal) || rest.StartsWith("Rational(", StringComparison.Ordinal) ? 9 : 0;
        var close = rest.IndexOf(')');
        if (open == 0 || close < open) return 0;
        var inner = rest[open..close];
        var comma = inner.IndexOf(',');
        if (comma < 0) written.Append(inner);
        else written.Append("\\frac{").Append(inner[..comma].Trim()).Append("}{").Append(inner[(comma + 1)..].Trim()).Append('}');
        return close + 1;
    }

    private static int Wrapped(ReadOnlySpan<char> rest, StringBuilder written)
    {
        foreach (var wrapper in Wrappers)
        {
            if (!rest.StartsWith(wrapper, StringComparison.Ordinal) || rest.IndexOf(')') is not (> 0 and var close)) continue;
            written.Append(rest[wrapper.Length..close].Trim("'\" "));
            return close + 1;
        }

        return 0;
    }
}
