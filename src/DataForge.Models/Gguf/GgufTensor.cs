namespace DataForge.Models.Gguf;

/// <summary>Where one tensor of a GGUF file lies.</summary>
/// <param name="Shape">Outermost dimension first, as safetensors spells it (the file itself stores the innermost first); 1 to 4 dimensions, each at least 1.</param>
/// <param name="OffsetBytes">From the start of the file.</param>
/// <param name="LengthBytes">Checked to lie inside the file.</param>
public sealed record GgufTensor(string Name, GgufType Type, IReadOnlyList<long> Shape, long OffsetBytes, long LengthBytes)
{
    /// <summary>Product of the shape.</summary>
    public long Values { get; } = Shape.Aggregate(1L, (product, d) => checked(product * d));
}
