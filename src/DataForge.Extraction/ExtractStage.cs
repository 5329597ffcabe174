using System.Collections.Frozen;
using System.Globalization;
using DataForge.Core;
using DataForge.Extraction.Pages;

namespace DataForge.Extraction;

/// <summary>Pages in, documents out: text with its formulas, and what the page says of itself.</summary>
public sealed class ExtractStage(ExtractSettings settings, TimeProvider time) : Stage<DocumentItem>
{
    private const string Kept = "math_kept", Lost = "math_lost", KeptBy = "math_kept.", LostBy = "math_lost.";

    /// <summary>Fields of an input row that do not pass on as they are: the page, and what is told of it anew, as a whole.</summary>
    private static readonly FrozenSet<string> Replaced = FrozenSet.ToFrozenSet(
    [
        PageFields.Content, PageFields.Html, PageFields.ContentType, PageFields.Url, "id", "title", "text", "language", "date", "charset", "broken_characters", "math_found", Kept, Lost, "math_kept_by", "math_lost_by",
    ]);

    public override string Name => "extract";

    public override string Unit => "pages";

    public override int InFlight => settings.Threads;

    public override IEnumerable<StageItem<DocumentItem>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row =>
    {
        if (!row.Has(PageFields.FaultRule) && !row.HasValue(PageFields.Content) && !row.HasValue(PageFields.Html))
            throw ForgeException.BadRecord(row.Path, row.Line, $"expected a page in the field \"{PageFields.Html}\", found {(row.Count == 0 ? "no field" : string.Join(", ", row.Names.Take(12)))}");
        return new DocumentItem(row, row.Text(PageFields.Url) ?? $"{row.Text(PageFields.File)}:{row.RawText(PageFields.Offset)}");
    });

    public override string ShardKey(DocumentItem item) => item.Key;

    public override ValueTask<StageResult> Process(DocumentItem item, CancellationToken cancel) =>
        settings.Threads > 1 ? new ValueTask<StageResult>(Task.Run(() => One(item), cancel)) : ValueTask.FromResult(One(item));

    private StageResult One(DocumentItem item)
    {
        var (result, row) = (new StageResult(), item.Row);
        if (row.Text(PageFields.FaultRule) is { } rule) return result.Drop(Bare(row), new Reject(Name, rule, row.Text(PageFields.FaultReason) ?? rule));
        try
        {
            var page = row.Text(PageFields.Content) is { } content
                ? PageExtractor.Read(Bytes(row, content), row.Text(PageFields.ContentType) ?? OfName(row), settings, time)
                : PageExtractor.Read(row.Required(PageFields.Html), row.Text(PageFields.ContentType), "unicode", 0, settings, time);
            return Take(result, row, page);
        }
        catch (PageRefused e)
        {
            return result.Drop(Bare(row), new Reject(Name, e.Rule, e.Message));
        }
        catch (InsufficientExecutionStackException)
        {
            return result.Drop(Bare(row), new Reject(Name, "too_complex", "the page nests too deep"));
        }
    }

    private static byte[] Bytes(Row row, string content)
    {
        try
        {
            return Convert.FromBase64String(content);
        }
        catch (FormatException)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{PageFields.Content}\": expected bytes in base64");
        }
    }

    /// <summary>XHTML by the file's name, where no transport said it.</summary>
    private static string? OfName(Row row) => row.Text(PageFields.File) is { } file && Path.GetExtension(file).ToLowerInvariant() is ".xhtml" or ".xht" ? "application/xhtml+xml" : null;

    /// <summary>What a reject keeps: where it came from, and no page.</summary>
    private static Row Bare(Row row) => row.With(e =>
    {
        e.Remove(PageFields.Content).Remove(PageFields.Html).Remove(PageFields.FaultRule).Remove(PageFields.FaultReason);
        if (!row.HasValue(PageFields.File) && row.Path.Length > 0) e.Set(PageFields.File, ForgeException.Name(row.Path)).Set("line", row.Line);
    });

    private StageResult Take(StageResult result, Row row, ExtractedPage page)
    {
        var (kept, lost) = (page.MathKept.Values.Sum(), page.MathLost.Values.Sum());
        if (page.Text.Length < Math.Max(1, settings.MinCharacters))
            return result.Drop(Bare(row), new Reject(Name, page.Text.Length == 0 ? "no_text" : "too_short", page.Text.Length == 0 ? "no text is left of the page" : $"{Quantity.Of(page.Text.Length, "character")} of text; {settings.MinCharacters:N0} are asked for"));
        var url = row.Text(PageFields.Url) is { } known && (row.Has(PageFields.Offset) || Uri.IsWellFormedUriString(known, UriKind.Absolute) || page.Url is null) ? known : page.Url;
        var document = Row.Empty.With(e =>
        {
            e.Set("id", StableHash.Hex128("document/1", url ?? "", page.Text)).Set("url", url).Set("title", page.Title ?? row.Text("title") ?? row.Text(PageFields.Book)).Set("text", page.Text).Set("language", page.Language == "und" ? row.Text("language") ?? "und" : page.Language);
            e.Set("date", page.Published ?? row.Text("date") ?? Layout.PageMeta.Day(row.Text(PageFields.Fetched))).Set("charset", page.Charset).Set("broken_characters", page.Broken == 0 ? null : (long?)page.Broken);
            e.Set("math_found", (long)(kept + lost)).Set(Kept, (long)kept).Set(Lost, (long)lost);
            if (kept > 0) e.SetRaw("math_kept_by", Json(page.MathKept));
            if (lost > 0) e.SetRaw("math_lost_by", Json(page.MathLost));
            for (var i = 0; i < row.Count; i++)
                if (row.NameAt(i) is var name && !Replaced.Contains(name))
                    e.SetRaw(name, row.RawAt(i));
            if (!row.HasValue("source")) e.Set("source", settings.Source);
            if (!row.HasValue("source_class")) e.Set("source_class", settings.SourceClass);
        });
        result.Count(Kept, kept).Count(Lost, lost);
        foreach (var (name, count) in page.MathKept) result.Count(KeptBy + name, count);
        foreach (var (name, count) in page.MathLost) result.Count(LostBy + name, count);
        return result.Add(document);
    }

    private static byte[] Json(IReadOnlyDictionary<string, int> counts) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        foreach (var (name, count) in counts) w.WriteNumber(name, count);
        w.WriteEndObject();
    });

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(RunCounts.RowsOut), "document")}{counts.DroppedAs("dropped")}";
        var (kept, lost) = (counts.Of(Kept), counts.Of(Lost));
        if (kept + lost > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{kept + lost:N0} formulas found, {kept:N0} kept ({counts.List(KeptBy)}), {lost:N0} lost{(lost > 0 ? $" ({counts.List(LostBy)})" : "")}");
    }
}
