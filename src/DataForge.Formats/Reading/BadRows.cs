using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What happens to records that cannot be read. Without a budget the first one stops the run; with one they are counted, kept beside the output, and the run goes on.</summary>
public sealed class BadRows : IBadRecords
{
    private readonly long? _budget;
    private readonly Action<Row>? _rejects;
    private readonly string _stage;

    /// <param name="budget">Most bad records that still count as success; null stops at the first.</param>
    /// <param name="rejects">Where they are kept; null only counts them.</param>
    public BadRows(string stage, long? budget, RowWriter? rejects) : this(stage, rejects is null ? null : rejects.Write, budget)
    {
    }

    private BadRows(string stage, Action<Row>? rejects, long? budget)
    {
        _stage = stage;
        _budget = budget;
        _rejects = rejects;
    }

    /// <summary>Bad records given to a function, for a reader that runs ahead of the writer.</summary>
    public static BadRows To(string stage, long? budget, Action<Row> rejects) => new(stage, rejects, budget);

    /// <summary>Stops at the first bad record.</summary>
    public static BadRows Strict { get; } = new("read", null, (RowWriter?)null);

    public long Count { get; private set; }

    /// <summary>Why the first few were bad, for the summary.</summary>
    public IReadOnlyList<string> Messages => _messages;

    private readonly List<string> _messages = [];

    /// <summary>Counts a bad record and returns, or throws it on when there is no budget.</summary>
    /// <param name="line">The record's text as read.</param>
    public void Pass(ForgeException bad, ReadOnlySpan<byte> line)
    {
        if (_budget is null || !bad.IsBadRecord) throw bad;
        Count++;
        if (_messages.Count < 5) _messages.Add(bad.Message);
        var evidence = RowEdit.Quote(Encoding.UTF8.GetString(line));
        _rejects?.Invoke(Row.Empty.With(e => e.Set(new Reject(_stage, "bad_record", bad.Message, Encoding.UTF8.GetString(evidence)))));
    }

    /// <summary>What was passed over, for the closing lines.</summary>
    public string Summary => $"{Quantity.Of(Count, "bad record")} passed over, as {Messages[0]}";

    /// <summary>The gate's verdict where <see cref="Overspent"/>.</summary>
    public string Verdict => $"{Quantity.Of(Count, "bad record")}; --max-bad allows {_budget ?? 0:N0}";

    /// <summary>True when more records were bad than the budget allows.</summary>
    public bool Overspent => Count > (_budget ?? 0);
}
