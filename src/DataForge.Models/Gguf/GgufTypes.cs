using System.Collections.Frozen;

using DataForge.Core;

namespace DataForge.Models.Gguf;

/// <summary>Names and block sizes of the stored types.</summary>
public static class GgufTypes
{
    /// <summary>Types ggml knows and we do not read, so that they can be refused by name.</summary>
    private static readonly FrozenDictionary<uint, string> Others = new Dictionary<uint, string>
    {
        [4] = "Q4_2",
        [5] = "Q4_3",
        [9] = "Q8_1",
        [15] = "Q8_K",
        [16] = "IQ2_XXS",
        [17] = "IQ2_XS",
        [18] = "IQ3_XXS",
        [19] = "IQ1_S",
        [21] = "IQ3_S",
        [22] = "IQ2_S",
        [24] = "I8",
        [25] = "I16",
        [26] = "I32",
        [27] = "I64",
        [28] = "F64",
        [29] = "IQ1_M",
        [34] = "TQ1_0",
        [35] = "TQ2_0",
        [39] = "MXFP4",
    }.ToFrozenDictionary();

    /// <summary>Every type that is read, in one line for messages.</summary>
    public static string Supported { get; } = string.Join(", ", Enum.GetNames<GgufType>());

    /// <summary>Values in one block; 1 for plain floats.</summary>
    public static int BlockValues(GgufType type) => type switch
    {
        GgufType.F32 or GgufType.F16 or GgufType.BF16 => 1,
        GgufType.Q4_0 or GgufType.Q4_1 or GgufType.Q5_0 or GgufType.Q5_1 or GgufType.Q8_0 or GgufType.IQ4_NL => 32,
        GgufType.Q2_K or GgufType.Q3_K or GgufType.Q4_K or GgufType.Q5_K or GgufType.Q6_K or GgufType.IQ4_XS => 256,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>Bytes of one block.</summary>
    public static int BlockBytes(GgufType type) => type switch
    {
        GgufType.F32 => 4,
        GgufType.F16 or GgufType.BF16 => 2,
        GgufType.Q4_0 => 18,
        GgufType.Q4_1 => 20,
        GgufType.Q5_0 => 22,
        GgufType.Q5_1 => 24,
        GgufType.Q8_0 => 34,
        GgufType.Q2_K => 84,
        GgufType.Q3_K => 110,
        GgufType.Q4_K => 144,
        GgufType.Q5_K => 176,
        GgufType.Q6_K => 210,
        GgufType.IQ4_NL => 18,
        GgufType.IQ4_XS => 136,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The type with this number.</summary>
    /// <exception cref="ForgeException">Not one of <see cref="Supported"/>; the message says <paramref name="what"/> and the type's name.</exception>
    internal static GgufType Of(uint number, string what)
    {
        if (number <= int.MaxValue && Enum.IsDefined((GgufType)number)) return (GgufType)number;
        var name = Others.TryGetValue(number, out var known) ? known : $"of unknown type {number}";
        throw new ForgeException($"{what} is {name}; supported: {Supported}");
    }
}
