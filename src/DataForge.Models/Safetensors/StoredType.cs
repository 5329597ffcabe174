namespace DataForge.Models.Safetensors;

/// <summary>How a weight's numbers are stored.</summary>
public enum StoredType
{
    F32,
    F16,
    BF16,

    /// <summary>Blocks of a GGUF quantization.</summary>
    Blocks,
}
