namespace DataForge.Core;

/// <summary>A client that tries again what failed.</summary>
public interface ICountsRetries
{
    int RetriesMade { get; }
}
