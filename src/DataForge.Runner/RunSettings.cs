using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>What the runner is told besides the stage.</summary>
/// <param name="Out">The main output; null where a side output takes standard output's place.</param>
/// <param name="Rejects">Where dropped rows go; null only counts them.</param>
public sealed record RunSettings(RunInput Input, string? Out, string? Rejects = null)
{
    public required OptionNames Names { get; init; }

    /// <summary>What takes the rows in place of <see cref="Out"/>, which is then null; opened when the run begins.</summary>
    public Func<IRowSink>? Sink { get; init; }

    /// <summary>An output for each input file in place of one; null for one output.</summary>
    public OutputTree? Tree { get; init; }

    /// <summary>Side outputs: name and path.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Side { get; init; } = [];

    /// <summary>No more rows than this are read.</summary>
    public long? Limit { get; init; }

    /// <summary>Records that may be bad; null stops at the first.</summary>
    public long? MaxBad { get; init; }

    /// <summary>Requests that may fail before the run's gate does.</summary>
    public long MaxFailures { get; init; }

    /// <summary>Takes over what an interrupted run of the same settings got from its model.</summary>
    public bool Resume { get; init; }

    /// <summary>Replies are kept in a journal: one that this run may not write over is told before a model or a sandbox is opened.</summary>
    public bool KeepsReplies { get; init; }

    /// <summary>Goes on although inputs or settings changed.</summary>
    public bool AcceptChanges { get; init; }

    /// <summary>The journal's file; null takes <c>OUT.journal</c>, and none for standard output.</summary>
    public string? Journal { get; init; }

    /// <summary>What is done with batches; null where the model is asked at once.</summary>
    public BatchStep? Batch { get; init; }

    /// <summary>Longest wait for batches that have not ended.</summary>
    public TimeSpan BatchWait { get; init; }

    public Shard? Shard { get; init; }

    /// <summary>A file for the stage's own report; <c>-</c> is standard error.</summary>
    public string? Report { get; init; }

    /// <summary>A file for the run's counts as JSON.</summary>
    public string? Summary { get; init; }

    /// <summary>Settings that decide the output, name and value, for the run's identity and the summary.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; } = [];

    /// <summary>The suite's version, for the summary.</summary>
    public string Version { get; init; } = "";

    /// <summary>What a journal's name has behind its output's.</summary>
    public const string JournalSuffix = ".journal";

    /// <summary>Where a journal lies; null where there is none.</summary>
    internal string? JournalPath => Journal ?? (Tree is { } tree ? tree.Folder.TrimEnd('/') + JournalSuffix : Out is null or "-" || RowWriter.IsDevice(Out) ? null : Out + JournalSuffix);

    /// <summary>Where requests that go into batches and their replies lie.</summary>
    internal string? BatchFolder => JournalPath is not { } journal ? null : (journal.EndsWith(JournalSuffix, StringComparison.Ordinal) ? journal[..^JournalSuffix.Length] : journal) + ".batches";
}
