using System.Globalization;

namespace DataForge.Voting;

/// <summary>Value of plain arithmetic: numbers, + − * / ^, parentheses, percent.</summary>
/// <remarks>One pass over explicit stacks, so depth is bounded by the text's length and not by the call stack. Binary floating point: fit for a check to 10⁻³, not for answers.</remarks>
internal static class Arithmetic
{
    private const int MaxLength = 512;

    /// <summary>The value, or null when the text is anything but arithmetic, is longer than 512 characters, or has no finite value.</summary>
    public static double? Evaluate(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength) return null;
        var values = new Stack<double>();
        var operators = new Stack<char>();
        var wantsValue = true;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == ' ')
            {
                i++;
            }
            else if (wantsValue)
            {
                if (c == '(')
                {
                    operators.Push(c);
                    i++;
                }
                else if (c is '-' or '+')
                {
                    if (c == '-') operators.Push('~');
                    i++;
                }
                else
                {
                    var end = i;
                    while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
                    if (end == i || !double.TryParse(text[i..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
                    values.Push(number);
                    i = end;
                    wantsValue = false;
                }
            }
            else if (c == '%')
            {
                values.Push(values.Pop() / 100);
                i++;
            }
            else if (c == ')')
            {
                while (operators.TryPeek(out var top) && top != '(') Apply(operators.Pop(), values);
                if (!operators.TryPop(out _)) return null;
                i++;
            }
            else if (c is '+' or '-' or '*' or '/' or '^')
            {
                while (operators.TryPeek(out var top) && top != '(' && (Rank(top) > Rank(c) || (Rank(top) == Rank(c) && c != '^'))) Apply(operators.Pop(), values);
                operators.Push(c);
                i++;
                wantsValue = true;
            }
            else
            {
                return null;
            }
        }

        if (wantsValue) return null;
        while (operators.TryPop(out var op))
        {
            if (op == '(') return null;
            Apply(op, values);
        }

        return double.IsFinite(values.Peek()) ? values.Pop() : null;
    }

    private static int Rank(char op) => op switch
    {
        '+' or '-' => 1,
        '*' or '/' => 2,
        '~' => 3,
        _ => 4,
    };

    private static void Apply(char op, Stack<double> values)
    {
        var right = values.Pop();
        if (op == '~')
        {
            values.Push(-right);
            return;
        }

        var left = values.Pop();
        values.Push(op switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            _ => Math.Pow(left, right),
        });
    }
}
