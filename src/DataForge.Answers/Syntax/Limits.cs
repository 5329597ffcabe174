namespace DataForge.Answers.Syntax;

/// <summary>Budgets that stand in for timeouts. Reaching one makes an answer text or a verdict undecided, never an error.</summary>
internal static class Limits
{
    /// <summary>Characters of an answer that is parsed; longer ones are compared as text.</summary>
    public const int MaxLength = 4096;

    public const int MaxTokens = 2048;

    /// <summary>Depth of the tree and of the parser's own recursion.</summary>
    public const int MaxDepth = 96;

    /// <summary>Expressions begun in one parse: brackets that are tried as a point, a function and a product, one inside the other, are read again and again.</summary>
    public const int MaxParseSteps = 6000;

    /// <summary>Digits of one written number.</summary>
    public const int MaxDigits = 2000;

    /// <summary>Power of ten in a number written as 1e-7.</summary>
    public const int MaxExponent = 400;

    /// <summary>Bits of an exact intermediate value, estimated before a power, factorial or binomial is computed.</summary>
    public const int MaxBits = 1 << 16;

    /// <summary>Operations of one comparison at high precision.</summary>
    public const int MaxSteps = 20_000;

    /// <summary>Items of a list after ± is written out.</summary>
    public const int MaxItems = 256;

    /// <summary>Readings of one answer that are compared.</summary>
    public const int MaxReadings = 6;
}
