using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runner;

namespace DataForge.Tools.Shared;

/// <summary>A row that was scanned; its line is good until the next row is asked for.</summary>
/// <param name="Row">The row, where the tool asked for it to be parsed.</param>
internal readonly record struct ScannedRow(LineBatch Batch, int Index, RowOutcome Outcome, Row? Row)
{
    public ReadOnlySpan<byte> Line => Batch[Index];
}

/// <summary>Which rows are wanted parsed: that is done by the thread that scans them.</summary>
internal delegate bool WantsRow(RowOutcome outcome, ReadOnlySpan<byte> line);

/// <summary>Scans a corpus on several threads; rows come in input order.</summary>
/// <param name="bad">Takes the records that are no JSON objects; they come as rows all the same.</param>
/// <param name="decisions">Stand above what was found; null for none.</param>
/// <param name="sample">The share of the rows that is scanned.</param>
/// <param name="shard">The part of the rows that is scanned; null for all.</param>
internal sealed class CorpusScan(IBatchScanner scanner, WantsRow parse, BadRows bad, DecisionList? decisions = null, double sample = 1, Shard? shard = null)
{
    /// <summary>Rows of the corpus, scanned or not.</summary>
    public long Seen { get; private set; }

    /// <param name="state">What the progress line says beside the count.</param>
    /// <exception cref="ForgeException">A bad record without a budget, or a last line that is cut off.</exception>
    /// <returns>Some rows at a time, so that a row costs no wait; they are good until the next ones are asked for.</returns>
    public async IAsyncEnumerable<IEnumerable<ScannedRow>> Rows(IReadOnlyList<string> inputs, int threads, ToolContext context, Func<string> state)
    {
        var bytes = new InputBytes(inputs);
        var corpus = new CorpusBatches(sample, shard, bytes);
        using var progress = context.Begin("rows", () => bytes.Share);
        var batches = corpus.Read(inputs, context.Cancel).SelectOrdered(threads == 1 ? 1 : threads + 2, (batch, _) => Task.Run(() => (Batch: batch, Rows: Scan(batch))), context.Cancel);
        await foreach (var (batch, rows) in batches)
        {
            using var lines = batch;
            yield return WithBadPassed(rows);
            progress.Add(rows.Length, state);
        }

        Seen = corpus.Seen;
    }

    private IEnumerable<ScannedRow> WithBadPassed(ScannedRow[] rows)
    {
        foreach (var row in rows)
        {
            if (row.Outcome.Bad is { } why) Pass(why, row);
            yield return row;
        }
    }

    /// <exception cref="ForgeException">The fields looked at are in no row: a clean corpus and a misspelt field must not look the same.</exception>
    public static void RequireText(long rows, long withoutText, FieldPaths fields)
    {
        if (rows == 0 || withoutText < rows) return;
        throw new ForgeException(fields.ReadsRest ? "no row holds a text: neither one of the usual fields nor any prose; name the texts with --fields" : $"no row has any of the fields {string.Join(", ", fields.Names)}; name the texts with --fields");
    }

    private ScannedRow[] Scan(LineBatch batch)
    {
        var outcomes = scanner.Scan(batch);
        var rows = new ScannedRow[outcomes.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = Parsed(batch, i, outcomes[i]);
        return rows;
    }

    private ScannedRow Parsed(LineBatch batch, int i, RowOutcome outcome)
    {
        if (outcome.Bad is null && Row.NotUtf8(batch[i], batch.Path, batch.Number(i)) is { } broken) return new ScannedRow(batch, i, new RowOutcome(0, [], broken), null);
        if (decisions is not null) outcome = decisions.Apply(outcome, batch[i], batch.Path, batch.Number(i));
        if (outcome.Bad is not null || !parse(outcome, batch[i])) return new ScannedRow(batch, i, outcome, null);
        try
        {
            return new ScannedRow(batch, i, outcome, Row.Parse(batch[i], batch.Path, batch.Number(i)));
        }
        catch (ForgeException e) // the scanner reads less of a row than the row itself does
        {
            return new ScannedRow(batch, i, new RowOutcome(0, [], e), null);
        }
    }

    private void Pass(ForgeException why, ScannedRow row)
    {
        if (row.Batch.EndsUnterminated && row.Index == row.Batch.Count - 1) throw RowReader.Unfinished(row.Batch.Path, row.Batch.Number(row.Index));
        bad.Pass(why, row.Line);
    }
}
