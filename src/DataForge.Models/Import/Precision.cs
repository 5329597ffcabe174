using DataForge.Core;
using DataForge.Models.Onnx;

namespace DataForge.Models.Import;

/// <summary>What a model computes in, or stores its matrices in.</summary>
internal enum Precision
{
    Fp32,
    Int8,
    Int4,
    Fp16,
    Bf16,
}

internal static class Precisions
{
    /// <summary>What is taken where none is named: a card computes attention in 16 bits alone.</summary>
    public static string Default(string device) => device == "cuda" ? "bf16" : "fp32";

    /// <exception cref="ForgeException">No such precision.</exception>
    public static Precision Of(string name) => name switch
    {
        "fp32" => Precision.Fp32,
        "int8" => Precision.Int8,
        "int4" => Precision.Int4,
        "fp16" => Precision.Fp16,
        "bf16" => Precision.Bf16,
        _ => throw new ForgeException($"--precision {name}: expected fp32, int8, int4, fp16 or bf16"),
    };

    /// <exception cref="ForgeException">No such precision, or not on this device.</exception>
    public static Precision Parse(string name, string device)
    {
        var precision = Of(name);
        var half = precision is Precision.Fp16 or Precision.Bf16;
        if (device == "cpu" && half)
            throw new ForgeException($"--precision {name} needs --device cuda; on the CPU use fp32 (bf16 and fp16 checkpoints compute in fp32 there), int8 or int4");
        if (device == "cuda" && !half)
            throw new ForgeException($"{name} is for the CPU: the CUDA provider computes attention in fp16 and bf16 alone");
        return precision;
    }

    public static string Name(this Precision precision) => precision switch
    {
        Precision.Fp32 => "fp32",
        Precision.Int8 => "int8",
        Precision.Int4 => "int4",
        Precision.Fp16 => "fp16",
        _ => "bf16",
    };

    /// <summary>Type of activations and of the key-value buffers.</summary>
    public static OnnxType Compute(this Precision precision) => precision switch
    {
        Precision.Fp16 => OnnxType.Float16,
        Precision.Bf16 => OnnxType.BFloat16,
        _ => OnnxType.Float,
    };
}
