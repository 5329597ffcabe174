namespace DataForge.Core;

/// <summary>What is known of the tools that wrote to a pipe, once it has ended.</summary>
/// <param name="IsStated">True when every byte that was read came from tools that said they were complete.</param>
/// <param name="Cause">Why the pipe's content is not whole: the tool and what it stopped for. Null when nothing is known to be missing.</param>
public sealed record PipeEnd(bool IsStated, string? Cause)
{
    /// <summary>Nothing was said: a file, or a program that is none of ours.</summary>
    public static PipeEnd NotStated { get; } = new(false, null);
}
