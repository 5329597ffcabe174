using System.Globalization;
using System.Text.Json;

namespace DataForge.Contamination;

/// <summary>What a scan did not look at. A corpus is clean only as far as it was read.</summary>
public sealed class Coverage
{
    private const int MostFields = 1_000; // names beyond these are counted together: a row may be keyed by anything
    private const string OtherFields = "(other)";
    private readonly Dictionary<string, long> _fields = new(StringComparer.Ordinal);

    /// <summary>Sound rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows in which no text was read.</summary>
    public long WithoutText { get; private set; }

    /// <summary>Rows in which no text was read, prose was passed over, or a tier that runs could not look at a text.</summary>
    public long Unread { get; private set; }

    /// <summary>Rows with text in a language that the embedding model does not cover.</summary>
    public long LanguageNotCovered { get; private set; }

    /// <summary>Unread rows of all; 0 without rows.</summary>
    public double UnreadShare => Rows == 0 ? 0 : (double)Unread / Rows;

    /// <summary>Fields that hold prose and were not read, with the rows that have them: most rows first.</summary>
    public IReadOnlyList<(string Field, long Rows)> PassedOver =>
        [.. _fields.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))];

    public void Add(RowOutcome row)
    {
        if (row.Bad is not null) return;
        Rows++;
        if (row.Texts == 0) WithoutText++;
        if (row.LanguageNotCovered) LanguageNotCovered++;
        if (row.Texts == 0 || row.PassedOver is not null || row.LanguageNotCovered) Unread++;
        foreach (var field in row.PassedOver ?? [])
        {
            var name = _fields.Count < MostFields || _fields.ContainsKey(field) ? field : OtherFields;
            _fields[name] = _fields.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>Sentences for a person; none when all was read.</summary>
    public IEnumerable<string> Summary()
    {
        const int named = 8;
        if (WithoutText > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{WithoutText:N0} of {Rows:N0} rows have no text that was read");
        if (LanguageNotCovered > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{LanguageNotCovered:N0} of {Rows:N0} rows hold text in a language that the embedding model does not cover: the semantic tier did not look at it");
        if (_fields.Count == 0) yield break;
        var passed = PassedOver;
        var names = string.Join(", ", passed.Take(named).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Field} {f.Rows:N0}")));
        yield return $"prose was passed over in fields that --fields leaves out (rows): {names}{(passed.Count > named ? $", and {passed.Count - named:N0} more fields" : "")}";
    }

    /// <summary>The counts as a property <c>coverage</c>.</summary>
    public void Write(Utf8JsonWriter w)
    {
        w.WriteStartObject("coverage");
        w.WriteNumber("rows_unread", Unread);
        w.WriteNumber("rows_without_text", WithoutText);
        if (LanguageNotCovered > 0) w.WriteNumber("rows_language_not_covered", LanguageNotCovered);
        w.WriteStartObject("fields_passed_over");
        foreach (var (field, rows) in PassedOver) w.WriteNumber(field, rows);
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
