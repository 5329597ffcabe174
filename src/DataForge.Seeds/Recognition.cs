namespace DataForge.Seeds;

/// <summary>What a text was recognised as.</summary>
/// <param name="Kind">The evolution's kind; null for a plain problem.</param>
/// <param name="Solved">The problem worked out; null when its numbers give a step that is not a positive whole number.</param>
public sealed record Recognition(string Template, string? Evolution, string? Kind, SeedProblem? Solved)
{
    public bool Unworkable => Solved is null;
}
