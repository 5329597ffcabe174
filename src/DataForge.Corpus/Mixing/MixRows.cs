using System.Globalization;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A row with what a plan needs of it.</summary>
/// <param name="Values">Of the strata's fields; null where the row has none.</param>
public sealed record ReadRow(Row Row, int Tokens, string?[] Values, float Difficulty);

/// <summary>Reads of each row what a plan needs: its tokens, its difficulty, its values of the strata's fields.</summary>
/// <param name="count">Counts a text's tokens by the named tokenizer; null where the plan names none.</param>
public sealed class MixRows(MixPlan plan, Func<string, int>? count)
{
    /// <summary>Fields of all stages' strata.</summary>
    public IReadOnlyList<string> Fields { get; } = [.. plan.Stages.SelectMany(s => s.Strata).Select(s => s.Field).Distinct()];

    /// <summary>Rows with their facts, in order; read on several threads.</summary>
    public IEnumerable<ReadRow> Read(IEnumerable<Row> rows, int threads) => RowBatches.Map(rows, threads, () => 0, (_, row) => Read(row));

    /// <exception cref="ForgeException">The row has no count and no text to count, or a difficulty of another model.</exception>
    public ReadRow Read(Row row)
    {
        var difficulty = plan.Difficulty is { } rule ? DifficultyOf(row, rule) : float.NaN;
        return new ReadRow(row, TokensOf(row), [.. Fields.Select(f => f == "difficulty" && plan.Difficulty is { } by ? (float.IsNaN(difficulty) ? null : $"band{by.BandOf(difficulty)}") : Value(row, f))], difficulty);
    }

    private int TokensOf(Row row)
    {
        if (plan.TokenField is { } field && row.HasValue(field))
            return row.Integer(field) is { } n and >= 0 and <= int.MaxValue ? (int)n : throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a count of tokens, found {row.RawText(field)}");
        if (count is null) throw ForgeException.BadRecord(row.Path, row.Line, $"expected a count of tokens in \"{plan.TokenField}\", found none; a plan that names a tokenizer counts them");
        return count(TextOf(row));
    }

    /// <summary>What is counted: a text, or the contents of messages.</summary>
    private string TextOf(Row row)
    {
        var name = FieldNames.First(row, plan.TextFields) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a text in {string.Join(" or ", plan.TextFields)}, found none");
        if (row.Element(name) is { ValueKind: JsonValueKind.Array } list)
            return string.Join('\n', list.EnumerateArray().Select(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : ""));
        return row.Required(name);
    }

    private static float DifficultyOf(Row row, DifficultyRule rule)
    {
        if (rule.Field is { } field) return row.Number(field) is { } value ? (float)value : float.NaN;
        var (passes, samples) = (row.Integer(rule.Passes), row.Integer(rule.Samples));
        if (passes is null || samples is null) return float.NaN;
        if (passes < 0 || passes > samples) throw ForgeException.BadRecord(row.Path, row.Line, $"expected 0 to {samples} passes in \"{rule.Passes}\", found {passes}");
        if (row.PlainText("model") is { } model && model != rule.Model)
            throw ForgeException.BadRecord(row.Path, row.Line, $"expected passes of the model {rule.Model}, found those of {Printable.Line(model, 60)}");
        return (float)DifficultyRule.Of(passes.Value, samples.Value);
    }

    private static string? Value(Row row, string field) => row.HasValue(field) ? row.Element(field) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetDouble().ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => flag.GetRawText(),
        _ => null,
    } : null;
}
