using System.Text;
using System.Text.Json;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Grading;

/// <summary>Counts for the closing line and the report.</summary>
internal sealed class GradeTally
{
    private readonly SortedDictionary<string, long> _rules = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _extractions = new(StringComparer.Ordinal);
    private long _rows, _right, _wrong, _undecided, _noAnswer, _labelled, _agreed;

    public void Add(GradedRow row)
    {
        _rows++;
        if (row.Grade.IsCorrect == true) _right++;
        else if (row.Grade.IsCorrect == false) _wrong++;
        else _undecided++;
        if (row.Extraction is null) _noAnswer++;
        else Count(_extractions, row.Extraction);
        Count(_rules, row.Grade.Rule);
        if (row.Label is not { } label || row.Grade.IsCorrect is not { } verdict) return;
        _labelled++;
        if (label == verdict) _agreed++;
    }

    private static void Count(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    public void Say(ToolContext context, BadRows bad, IReadOnlyList<string> inputs)
    {
        context.SayIfNoRows(_rows, inputs);
        context.Say($"{_rows:N0} answers: {_right:N0} right, {_wrong:N0} wrong ({_noAnswer:N0} without an answer), {_undecided:N0} undecided");
        if (_labelled > 0) context.Say($"{_agreed:N0} of {_labelled:N0} verdicts agree with the label the row carried");
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (bad.Overspent) context.Gate(bad.Verdict);
    }

    /// <summary>The report as one JSON object; counts sorted by name.</summary>
    public void Write(string path)
    {
        var json = Encoding.UTF8.GetString(RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("rows", _rows);
            w.WriteNumber("right", _right);
            w.WriteNumber("wrong", _wrong);
            w.WriteNumber("undecided", _undecided);
            w.WriteNumber("no_answer", _noAnswer);
            if (_rows > 0) w.WriteNumber("accuracy", Math.Round((double)_right / _rows, 6));
            w.WriteNumber("labelled", _labelled);
            w.WriteNumber("agree_with_label", _agreed);
            Counts(w, "by_rule", _rules);
            Counts(w, "by_extraction", _extractions);
            w.WriteEndObject();
        })) + "\n";
        if (path == "-") Console.Error.Write(json);
        else WholeFile.Write(path, json);
    }

    private static void Counts(Utf8JsonWriter writer, string name, SortedDictionary<string, long> counts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, count) in counts) writer.WriteNumber(key, count);
        writer.WriteEndObject();
    }
}
