using System.Text.Json.Serialization;

namespace DataForge.Runs.Work;

/// <summary>What happened to a part of a stage.</summary>
public enum EventKind
{
    Started,

    /// <summary>Its output is whole.</summary>
    Done,

    /// <summary>Its output is whole and a gate failed.</summary>
    GateFailed,

    /// <summary>Not to be tried again before somebody mends something.</summary>
    Failed,

    /// <summary>Ended by a signal; to be tried again.</summary>
    Died,

    /// <summary>Stopped with the worker; to be gone on with.</summary>
    Stopped,

    /// <summary>It had ended, and its output is gone or another, or was made of rows that are: open again.</summary>
    Lost,

    /// <summary>The run was started or gone on with.</summary>
    Opened,

    /// <summary>The run ended; <see cref="RunEvent.Exit"/> says how.</summary>
    Closed,
}

/// <summary>One line of a worker's event file.</summary>
public sealed record RunEvent(EventKind Kind, DateTimeOffset Time, string Worker)
{
    /// <summary>How many times the run had been opened by then: orders events where clocks differ or jump.</summary>
    public int Session { get; init; }

    public string Stage { get; init; } = "";

    public string Key { get; init; } = "";

    public int Shard { get; init; }

    public int? Exit { get; init; }

    public string? Message { get; init; }

    public double Seconds { get; init; }

    public ShardFigures? Figures { get; init; }

    /// <summary>Ends that count no more, by their <see cref="Id"/>: whatever order events are read in.</summary>
    public IReadOnlyList<string>? Voids { get; init; }

    /// <summary>No two events of a part have the same.</summary>
    [JsonIgnore]
    public string Id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Worker} {Time.UtcTicks}");
}

/// <summary>A part in figures, counted from its files.</summary>
public sealed record ShardFigures
{
    public long RowsIn { get; init; }

    public long RowsOut { get; init; }

    public long Bytes { get; init; }

    /// <summary>Data files, where the output is a folder.</summary>
    public int Files { get; init; }

    /// <summary>SHA-256 of the output file; of a folder none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>As in <see cref="OutputSeal"/>, as <see cref="Content"/> is.</summary>
    public string? Stamp { get; init; }

    public string? Content { get; init; }

    /// <summary>Dropped rows by rule.</summary>
    public SortedDictionary<string, long> Rejects { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Dropped rows of problems that an evolution made, by rule and kind, as <c>rule kind</c>.</summary>
    public SortedDictionary<string, long> KindRejects { get; init; } = new(StringComparer.Ordinal);

    public long TokensIn { get; init; }

    public long TokensOut { get; init; }

    public long Calls { get; init; }

    /// <summary>Calls answered from the journal of an earlier attempt.</summary>
    public long CallsKept { get; init; }

    public long Failures { get; init; }

    /// <summary>Rows by the evolution that made them; the empty name is for rows of none.</summary>
    public SortedDictionary<string, KindFigures> Kinds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Vote margins or shares in tenths: ten counts.</summary>
    public long[]? Votes { get; init; }

    /// <summary>Reward scores through a sigmoid, in tenths: ten counts.</summary>
    public long[]? Scores { get; init; }
}

/// <summary>Rows of one kind.</summary>
/// <param name="Known">With a known gold answer.</param>
/// <param name="Graded">Labelled right or wrong.</param>
/// <param name="Right">Labelled right.</param>
public sealed record KindFigures(long Rows, long Known, long Graded, long Right)
{
    public KindFigures Plus(KindFigures other) => new(Rows + other.Rows, Known + other.Known, Graded + other.Graded, Right + other.Right);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
