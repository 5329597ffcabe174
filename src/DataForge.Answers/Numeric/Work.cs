using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>The state of one evaluation: precision, steps left, bits lost to cancellation.</summary>
internal sealed class Work(int precision)
{
    /// <summary>Bits of a mantissa.</summary>
    public int Precision { get; } = precision;

    /// <summary>Base-2 digits that additions have cancelled, the worst single loss.</summary>
    public long Lost { get; set; }

    /// <summary>The value does not exist, or a budget is spent.</summary>
    public bool Failed { get; set; }

    /// <summary>A plain "log" means base 10 instead of e.</summary>
    public bool DecimalLog { get; init; }

    private int _steps = Limits.MaxSteps;

    /// <summary>Counts one operation.</summary>
    public void Step(int cost = 1)
    {
        if ((_steps -= cost) < 0) Failed = true;
    }
}
