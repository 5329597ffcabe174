using System.Globalization;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>From which share of an item on a hit drops its row; below it flags. Chosen so that 95 of 100 drops are right, read by hand (docs/benchmarks.md).</summary>
/// <param name="Exact13">LCS ratio of an exact 13-gram hit. The Qwen2.5-Math report drops from 0.6 on.</param>
/// <param name="Run">Share of the item that one run covers.</param>
/// <param name="Masked13">LCS ratio with numbers masked: 1 is the same but for its numbers.</param>
/// <remarks>A run of <see cref="LongRun"/> tokens over half of the item drops whatever its share: the first part of a long item.</remarks>
public sealed record DropLimits(double Exact13 = 0.8, double Run = 0.9, double Masked13 = 1)
{
    /// <summary>Tokens of an exact run that is no form of question.</summary>
    public const int LongRun = 20;

    /// <summary>A member's limit; 0 for those that have none.</summary>
    public double Of(Rules member) => member switch
    {
        Rules.Exact13 => Exact13,
        Rules.Run => Run,
        Rules.Masked13 => Masked13,
        _ => 0,
    };

    /// <summary>Limits given as <c>exact13=0.6</c>, the others as they are by default.</summary>
    /// <exception cref="ForgeException">Another member, or no share in [0, 1].</exception>
    public static DropLimits Parse(string option, IEnumerable<string> given)
    {
        var limits = new DropLimits();
        foreach (var text in given)
        {
            var (name, share) = (text.Split('=')[0], text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? text[(at + 1)..] : "");
            if (!double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= 1)) name = "";
            limits = name switch
            {
                "exact13" => limits with { Exact13 = value },
                "run" => limits with { Run = value },
                "masked13" => limits with { Masked13 = value },
                _ => throw new ForgeException($"--{option}: expected exact13=SHARE, run=SHARE or masked13=SHARE with a share of the item from 0 to 1, found \"{text}\""),
            };
        }

        return limits;
    }
}
