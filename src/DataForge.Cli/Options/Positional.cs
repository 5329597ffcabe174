namespace DataForge.Cli;

/// <summary>Arguments without a flag.</summary>
/// <param name="Name">In capitals: <c>MODEL</c>.</param>
/// <param name="Min">Fewest that must be given.</param>
/// <param name="Max">Most that may be given.</param>
public sealed record Positional(string Name, int Min, int Max, string Help)
{
    /// <summary>Zero or more input files; none, or <c>-</c>, is standard input.</summary>
    public static Positional Inputs { get; } = new("FILE", 0, int.MaxValue, "Inputs: .jsonl, .json, .parquet, with .gz or .zst; a folder, a quoted pattern; - or none is standard input.");
}
