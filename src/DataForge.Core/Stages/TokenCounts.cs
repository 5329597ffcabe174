namespace DataForge.Core;

/// <summary>Names under which stages count a model's tokens.</summary>
public static class TokenCounts
{
    public const string Input = "tokens.input";

    public const string Generated = "tokens.generated";
}
