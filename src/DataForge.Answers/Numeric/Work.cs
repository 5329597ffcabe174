using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>The state of one evaluation: precision, steps left, bits lost to cancellation.</summary>
internal sealed class Work(int precision)
{
    /// <summary>Bits of a mantissa.</summary>
    public int Precision { get; } = precision;

    /// <summary>Base-2 digits that additions have cancelled, the worst single loss.</summary>
    public long Lost { get; set; }

    /// <summary>The widest gap, in bits, between two terms that were added: a term that far below another still counts, so two values are equal only where their precision reaches below it.</summary>
    public long Spread { get; set; }

    /// <summary>Bits that can be trusted below the leading one, past every cancelled digit and every small term.</summary>
    public long Trusted => Precision - Lost - Spread;

    /// <summary>Notes a term <paramref name="bits"/> below the leading one.</summary>
    public void Widen(long bits)
    {
        if (bits > Spread) Spread = bits;
    }

    /// <summary>The value does not exist, or a budget is spent.</summary>
    public bool Failed { get; set; }

    /// <summary>A plain "log" means base 10 instead of e.</summary>
    public bool DecimalLog { get; init; }

    private readonly int _scale = Math.Max(1, precision * precision / 65_536);
    private int _steps = Limits.MaxSteps;

    /// <summary>Counts one operation, dearer at higher precision.</summary>
    public void Step(int cost = 1)
    {
        cost *= _scale;
        if ((_steps -= cost) < 0 || !Allowance.Take(cost)) Failed = true;
    }
}
