namespace DataForge.Runs.Manifests;

/// <summary>A run as its author wrote it: variables in place, nothing looked up yet.</summary>
/// <param name="Path">The manifest's file; relative paths in it are relative to its folder.</param>
/// <param name="Variables">What <c>{name}</c> stands for, after settings of the command line.</param>
/// <param name="Rounds">Variables of each round, in order; empty where no stage is repeated.</param>
public sealed record Manifest(
    string Name,
    string Path,
    long Seed,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyDictionary<string, Role> Roles,
    IReadOnlyList<StageSpec> Stages,
    IReadOnlyList<IReadOnlyDictionary<string, string>> Rounds)
{
    public RowTarget? Target { get; init; }

    public RunLimits Limits { get; init; } = new(null, null, null, null);

    /// <summary>How far the run may lie from the last one.</summary>
    public DriftLimits? Drift { get; init; }

    /// <summary>Commands run when the run ends well, and when it does not; words, no shell.</summary>
    public IReadOnlyList<string> OnSuccess { get; init; } = [];

    /// <inheritdoc cref="OnSuccess"/>
    public IReadOnlyList<string> OnFailure { get; init; } = [];

    /// <summary>Its folder, as an absolute path.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
}

/// <summary>A model under a name: options that its stages get.</summary>
/// <param name="Options">Option names without dashes and their values; an empty value leaves the option out.</param>
/// <param name="PriceIn">Money for a million input tokens.</param>
/// <param name="PriceOut">Money for a million generated tokens.</param>
public sealed record Role(string Name, IReadOnlyList<KeyValuePair<string, string>> Options, double PriceIn, double PriceOut, long Line);

/// <summary>What ends a run early: the first rows of a stage that are accepted, in plan order.</summary>
public sealed record RowTarget(string Stage, long Rows);

/// <summary>What a run may use; null is without limit.</summary>
/// <param name="Samples">Rows that sampling stages write.</param>
/// <param name="Tokens">Input and generated tokens.</param>
/// <param name="Money">In the currency of the prices.</param>
/// <param name="Hours">From the run's first start.</param>
public sealed record RunLimits(long? Samples, long? Tokens, double? Money, double? Hours);

/// <summary>How far figures may lie from the last run's; null is without limit.</summary>
/// <param name="Yield">Share of the last yield.</param>
/// <param name="Margin">Of the mean share of winning answers.</param>
/// <param name="Contamination">Of the share that decontamination drops.</param>
/// <param name="Length">Share of the last length.</param>
public sealed record DriftLimits(double? Yield, double? Margin, double? Contamination, double? Length);

/// <summary>What stands in a stage's output.</summary>
public enum OutputKind
{
    /// <summary>Rows as JSON lines.</summary>
    Rows,

    /// <summary>A folder that the program fills.</summary>
    Folder,

    /// <summary>Files of its own; what it prints is kept as text.</summary>
    Files,
}

/// <summary>A stage as written.</summary>
/// <param name="Words">Program and arguments.</param>
/// <param name="Inputs">Names of earlier stages, or files; null takes the stage before, or nothing for the first.</param>
/// <param name="Line">In the manifest, counted from 1.</param>
public sealed record StageSpec(string Name, IReadOnlyList<string> Words, IReadOnlyList<string>? Inputs, long Line)
{
    public string? Role { get; init; }

    /// <summary>Parts that workers take one at a time, by the hash of the problem.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Null is told by the tool.</summary>
    public OutputKind? Output { get; init; }

    /// <summary>Name in the work folder that leads to the output.</summary>
    public string? Link { get; init; }

    /// <summary>The line of the closing table that counts this stage; several stages may share one. Null is the stage's own name, an empty one leaves it out.</summary>
    public string? TableLine { get; init; }

    /// <summary>True goes on with the stage's rows where its gate failed; the run then ends with 1.</summary>
    public bool GoesOnAfterGate { get; init; }

    /// <summary>True repeats the stage in every round.</summary>
    public bool EveryRound { get; init; }

    /// <summary>What a cluster is asked for.</summary>
    public StageResources Resources { get; init; } = new(1, 0, null, null);
}

/// <summary>What one worker needs.</summary>
/// <param name="Memory">As <c>32G</c>; null is the cluster's default.</param>
/// <param name="Time">As <c>4h</c> or <c>30m</c>; null is the cluster's default.</param>
public sealed record StageResources(int Cpus, int Gpus, string? Memory, string? Time);
