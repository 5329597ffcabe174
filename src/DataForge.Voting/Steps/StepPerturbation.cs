using System.Globalization;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>Makes a step wrong by one number: the result of an equation of plain arithmetic that holds.</summary>
internal static partial class StepPerturbation
{
    private const double Tolerance = 1e-9;

    /// <summary>Plain arithmetic with at least one operator, an equals sign, and a whole number that nothing goes on from.</summary>
    [GeneratedRegex(@"(?<![\w.\\^_{)+*/=-])(?<left>\(?\d+(?:\.\d+)?(?:\s*[-+*/×÷]\s*\(?\d+(?:\.\d+)?\)?)+)\s*=\s*\$?(?:<<[^<>\n=]{1,80}=(?<noted>\d{1,9})>>)?(?<result>\d{1,9})(?![\d.,]*\d|\s*[-+*/×÷^=%(\\!]|\w)", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Equation();

    /// <summary>The step with the first such result changed, in its calculator annotation too; null where no equation holds by recomputation.</summary>
    public static string? Of(string step, CounterRandom random)
    {
        if (step.Length > 4000) return null;
        try
        {
            foreach (Match match in Equation().Matches(step))
            {
                var left = match.Groups["left"].Value.Replace('×', '*').Replace('÷', '/');
                if (Arithmetic.Evaluate(left) is not { } value || !double.TryParse(match.Groups["result"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var result) || Math.Abs(value - result) > Tolerance) continue;
                var wrong = Changed((long)result, random.Fork(StableHash.Of(step)));
                var text = With(step, match.Groups["result"], wrong);
                if (match.Groups["noted"] is { Success: true } noted)
                {
                    if (noted.Value != match.Groups["result"].Value) continue;
                    text = With(text, noted, wrong); // it stands before the result, so its place is the same
                }

                if (StepSplit.Key(text) != StepSplit.Key(step)) return text;
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }

        return null;
    }

    private static string With(string text, Group at, long number) => string.Concat(text.AsSpan(0, at.Index), number.ToString(CultureInfo.InvariantCulture), text.AsSpan(at.Index + at.Length));

    /// <summary>Another number of about the same size: off by one to nine, or two digits swapped.</summary>
    private static long Changed(long result, CounterRandom random)
    {
        var digits = result.ToString(CultureInfo.InvariantCulture).ToCharArray();
        if (digits.Length >= 2 && digits[^1] != digits[^2] && digits[^1] != '0' && random.Below(0, 3) == 0)
        {
            (digits[^1], digits[^2]) = (digits[^2], digits[^1]);
            return long.Parse(digits, CultureInfo.InvariantCulture);
        }

        var off = random.Below(1, 9) + 1;
        return random.Below(2, 2) == 0 || result < off ? result + off : result - off;
    }
}
