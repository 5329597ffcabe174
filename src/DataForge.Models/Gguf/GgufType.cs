namespace DataForge.Models.Gguf;

/// <summary>How a tensor's numbers are stored; the value is the number ggml writes into the file.</summary>
/// <remarks>ggml.h, <c>enum ggml_type</c>.</remarks>
#pragma warning disable CA1707 // the names ggml and every model card use
public enum GgufType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    IQ4_NL = 20,
    IQ4_XS = 23,
    BF16 = 30,
}
