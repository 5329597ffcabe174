namespace DataForge.Models.Gguf;

/// <summary>One metadata value: all integer widths as <see cref="long"/>, both float widths as <see cref="double"/>.</summary>
public abstract record GgufValue
{
    private GgufValue() { }

    /// <summary>uint64 above <see cref="long.MaxValue"/> is refused when the file is opened.</summary>
    public sealed record Integer(long Value) : GgufValue;

    public sealed record Number(double Value) : GgufValue;

    public sealed record Flag(bool Value) : GgufValue;

    public sealed record Text(string Value) : GgufValue;

    public sealed record Integers(long[] Values) : GgufValue;

    public sealed record Numbers(double[] Values) : GgufValue;

    public sealed record Flags(bool[] Values) : GgufValue;

    public sealed record Texts(string[] Values) : GgufValue;

    /// <summary>An array of arrays.</summary>
    public sealed record Lists(GgufValue[] Values) : GgufValue;
}
