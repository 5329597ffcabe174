namespace DataForge.Formats;

/// <summary>What is wrong with compressed data, in our words: the runtime calls damaged deflate data an unsupported compression method.</summary>
internal static class Damage
{
    /// <summary>The cause, without a full stop.</summary>
    public static string Of(Exception e) => e switch
    {
        InvalidDataException { Message: var said } when said.Contains("truncated", StringComparison.OrdinalIgnoreCase) => "the compressed data breaks off",
        InvalidDataException { Message: var said } when said.Contains("compress", StringComparison.OrdinalIgnoreCase) && said.StartsWith("The ", StringComparison.Ordinal) => "the compressed data is damaged",
        _ => e.Message.TrimEnd('.'),
    };
}
