namespace DataForge.Runner;

/// <summary>What the command line calls the settings that messages advise on, dashes and all.</summary>
public sealed record OptionNames
{
    public required string Out { get; init; }

    public required string Resume { get; init; }

    public required string AcceptChanges { get; init; }

    public required string Journal { get; init; }

    public required string MaxFailures { get; init; }

    public required string Batch { get; init; }

    public required string Layout { get; init; }

    public required string Sort { get; init; }
}
