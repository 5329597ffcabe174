using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Sample;

/// <summary>What the summary says.</summary>
internal sealed class SampleTally
{
    private readonly Tally _finish = new();
    private long _rows;
    private long _samples;
    private long _kept;
    private long _duplicates;

    public long GeneratedTokens { get; private set; }

    public long Failed { get; private set; }

    public string? FirstFailure { get; private set; }

    public void Add(Batch batch)
    {
        if (batch.Duplicate) _duplicates++;
        else if (batch.Drawn + batch.Kept > 0) _rows++;
        _samples += batch.Samples.Count;
        _kept += batch.Kept;
        Failed += batch.Failures.Count;
        FirstFailure ??= batch.Failures.Count > 0 ? batch.Failures[0] : null;
        foreach (var row in batch.Samples) _finish.Add(row.Has("error") ? "empty" : row.Text("finish_reason")!);
        GeneratedTokens += batch.Generations.Sum(g => (long)g.GeneratedTokens);
    }

    public string Summary(TimeSpan elapsed)
    {
        var text = $"{_samples:N0} {(_samples == 1 ? "sample" : "samples")} of {_rows:N0} {(_rows == 1 ? "row" : "rows")}";
        if (_finish.Total > 0) text += $" ({_finish})";
        if (_kept > 0) text += $", {_kept:N0} of them kept from before";
        if (_duplicates > 0) text += $"; {_duplicates:N0} repeated problems dropped";
        if (Failed > 0) text += $"; {Failed:N0} generations failed";
        return text + $"; {GeneratedTokens:N0} tokens in {Progress.Span(elapsed)}, {GeneratedTokens / Math.Max(elapsed.TotalSeconds, 1e-3):N0} tokens/s";
    }
}
