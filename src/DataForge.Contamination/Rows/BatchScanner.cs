using System.Collections.Concurrent;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>What became of one row.</summary>
/// <param name="Texts">Texts that the field paths led to.</param>
/// <param name="Hits">Strongest first; empty when the row is clean.</param>
/// <param name="Bad">Set when the line is no JSON object.</param>
public sealed record RowOutcome(int Texts, IReadOnlyList<Hit> Hits, ForgeException? Bad = null)
{
    /// <summary>Fields that hold prose and were not read; null when there are none.</summary>
    public IReadOnlyList<string>? PassedOver { get; init; }

    /// <summary>Some of its text is in a language that the embedding model does not cover: the semantic tier did not look at it.</summary>
    public bool LanguageNotCovered { get; init; }

    /// <summary><c>keep</c> or <c>drop</c>, where a person decided on the row as a whole.</summary>
    public string? Decision { get; init; }

    /// <summary>Where that is written.</summary>
    public string? DecidedAt { get; init; }

    /// <summary>Some hit's rule has the policy drop, or the row was decided to be dropped.</summary>
    public bool IsDropped => Hits.Count > 0 && Hits[0].Action == HitAction.Drop || Decision == "drop" && Hits.Count == 0;
}

/// <summary>Looks for benchmark items in batches of lines. Safe for several threads.</summary>
public interface IBatchScanner
{
    /// <summary>One outcome a line, in order; it depends on the line alone.</summary>
    RowOutcome[] Scan(LineBatch batch);
}

/// <summary>Scans batches of lines; safe for several threads. What comes out depends on the lines alone.</summary>
public sealed class BatchScanner(BenchmarkIndex index, FieldPaths fields, ScanSettings settings) : IBatchScanner
{
    private static readonly RowOutcome[] Clean = [.. Enumerable.Range(0, 16).Select(texts => new RowOutcome(texts, []))];
    private readonly ConcurrentBag<RowScanner> _scanners = [];

    /// <summary>One outcome a line, in order.</summary>
    public RowOutcome[] Scan(LineBatch batch)
    {
        if (!_scanners.TryTake(out var scanner)) scanner = new RowScanner(index, fields, settings);
        var outcomes = new RowOutcome[batch.Count];
        var hits = new List<Hit>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            try
            {
                var texts = scanner.Scan(batch[i], hits);
                outcomes[i] = hits.Count == 0 && texts < Clean.Length ? Clean[texts] : new RowOutcome(texts, [.. hits]);
                if (scanner.PassedOver.Count > 0) outcomes[i] = outcomes[i] with { PassedOver = [.. scanner.PassedOver] };
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                outcomes[i] = new RowOutcome(0, [], Explain(batch, i, e));
            }
        }

        _scanners.Add(scanner);
        return outcomes;
    }

    /// <summary>The message that every tool gives for such a line.</summary>
    private static ForgeException Explain(LineBatch batch, int line, Exception fault)
    {
        try
        {
            Row.Parse(batch[line], batch.Path, batch.Number(line));
            return ForgeException.BadRecord(batch.Path, batch.Number(line), fault.Message);
        }
        catch (ForgeException e)
        {
            return e;
        }
    }
}
