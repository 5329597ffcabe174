namespace DataForge.Runs;

/// <summary>How a run is carried out; none of it changes the rows.</summary>
/// <param name="Jobs">Worker processes on this machine.</param>
/// <param name="Ledger">A file or the address of PostgreSQL; null is <c>ledger.db</c> in the work folder.</param>
public sealed record RunSettings(int Jobs, string? Ledger)
{
    /// <summary>Goes on although the manifest, an input or an option changed: what still fits is kept.</summary>
    public bool AcceptChanges { get; init; }

    /// <summary>What messages call <see cref="AcceptChanges"/>.</summary>
    public string AcceptChangesName { get; init; } = "";

    public TimeSpan Lease { get; init; } = Work.WorkerSettings.DefaultLease;

    /// <summary>Program and arguments of a worker process, to which the plan's path is added.</summary>
    public IReadOnlyList<string> WorkerCommand { get; init; } = [];
}
