namespace DataForge.Core;

/// <summary>Where a run tells how it goes.</summary>
public interface IRunReport
{
    /// <summary>The tool's name.</summary>
    string Tool { get; }

    TimeProvider Time { get; }

    /// <summary>Text as it is, quiet or not.</summary>
    void Write(string text);

    /// <summary>A line, unless quiet.</summary>
    void Say(string message);

    /// <summary>A line about what did not go as it should, unless quiet.</summary>
    void Warn(string message);

    /// <summary>The verdict of a gate that failed; quiet does not silence it.</summary>
    void Gate(string message);

    /// <param name="unit">What is counted: <c>problems</c>.</param>
    /// <param name="total">Counts how many there will be, for an ETA; asked once, when progress is first shown. Null where that is not known.</param>
    IRunProgress Begin(string unit, Func<long?>? total = null);
}

/// <summary>What every run tells.</summary>
public static class RunReports
{
    /// <summary>Says so where the input held nothing: an empty result and an empty input must not look the same.</summary>
    public static void SayIfNoRows(this IRunReport report, long rows, IReadOnlyList<string> inputs)
    {
        if (rows == 0 && inputs.Count > 0) report.Say($"no rows came in: {string.Join(", ", inputs.Select(ForgeException.Name))} {(inputs.Count == 1 ? "is" : "are")} empty");
    }
}

/// <summary>Progress of a run.</summary>
public interface IRunProgress : IDisposable
{
    long Count { get; }

    TimeSpan Elapsed { get; }

    /// <param name="note">Further figures for the line, asked for only when it is shown.</param>
    void Add(long count = 1, Func<string>? note = null);
}
