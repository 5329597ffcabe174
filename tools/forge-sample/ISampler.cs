using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Sample;

/// <summary>One row's work and what came of it.</summary>
/// <param name="Drawn">Samples that the model was asked for.</param>
/// <param name="Kept">Samples taken over from an earlier run.</param>
/// <param name="Failures">Why generations failed.</param>
/// <param name="Generations">What was drawn, failures included.</param>
internal sealed record Batch(IReadOnlyList<Row> Samples, IReadOnlyList<Row> Rejects, int Drawn, int Kept, bool Duplicate, IReadOnlyList<string> Failures, IReadOnlyList<Generation> Generations);

/// <summary>Turns input rows into sample rows.</summary>
internal interface ISampler
{
    /// <exception cref="ForgeException">The row holds nothing to sample from.</exception>
    Work Read(Row row);

    /// <summary>The work, in input order; read by one thread.</summary>
    IEnumerable<Work> Plan(RowFeed<Work> feed, CancellationToken cancel);

    /// <summary>Asks the model; called for several works at a time.</summary>
    Task<Batch> Draw(Work work, CancellationToken cancel);

    /// <summary>The work's prompt as the model sees it.</summary>
    string Show(Work work);
}

/// <summary>One input row to draw samples for.</summary>
/// <param name="Row">Null where there is nothing to draw.</param>
/// <param name="Problem">Null for raw rows.</param>
/// <param name="Rejects">Rows dropped before it, or the row itself when it is a duplicate.</param>
internal sealed record Work(Row? Row, Problem? Problem, IReadOnlyList<Row> Rejects, bool Duplicate = false)
{
    /// <summary>Nothing to draw, only rows that were dropped.</summary>
    public static Work Nothing(IReadOnlyList<Row> rejects, bool duplicate = false) => new(null, null, rejects, duplicate);
}
