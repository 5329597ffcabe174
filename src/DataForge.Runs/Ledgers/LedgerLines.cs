namespace DataForge.Runs.Ledgers;

/// <summary>A stage as the ledger sums it.</summary>
public sealed record StageLine
{
    public string Stage { get; init; } = "";

    public string? Line { get; init; }

    public string? Tool { get; init; }

    public string? Role { get; init; }

    public long Folder { get; init; }

    public long RowsIn { get; init; }

    public long RowsOut { get; init; }

    public long Files { get; init; }

    public double Seconds { get; init; }

    public long TokensIn { get; init; }

    public long TokensOut { get; init; }

    public long Requests { get; init; }

    public double Money { get; init; }
}

/// <summary>Rows that a rule dropped.</summary>
public sealed record RejectLine
{
    public string Stage { get; init; } = "";

    public string Rule { get; init; } = "";

    public long Dropped { get; init; }
}

/// <summary>Rows of one evolution behind a stage.</summary>
public sealed record KindLine
{
    public string Stage { get; init; } = "";

    public string Kind { get; init; } = "";

    public long Made { get; init; }

    public long Known { get; init; }

    public long Graded { get; init; }

    public long Correct { get; init; }
}

/// <summary>A run in the list of runs.</summary>
public sealed record RunLine
{
    public string Run { get; init; } = "";

    public string Name { get; init; } = "";

    public string Work { get; init; } = "";

    public string? Started { get; init; }

    public string? Ended { get; init; }

    public long? ExitCode { get; init; }
}
