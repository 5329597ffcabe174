using System.Globalization;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Gives samples of other people's files our own field names.</summary>
internal static class SampleFields
{
    /// <summary>Fills in what a row that holds one sample lacks: <c>problem_id</c>, <c>rollout</c> where one is given, and <c>is_correct</c> from NeMo-Skills' <c>symbolic_correct</c>. A row that lacks nothing comes back as it is.</summary>
    public static Row Complete(Row row, FieldNames names, long? rollout, string? problemId = null)
    {
        var id = row.HasValue("problem_id") ? null : problemId ?? IdOf(row, names);
        var needsRollout = rollout is not null && !row.HasValue("rollout");
        var label = row.Has("is_correct") || !row.HasValue("symbolic_correct") ? null : row.Flag("symbolic_correct");
        if (id is null && !needsRollout && label is null) return row;
        return row.With(e =>
        {
            if (id is not null) e.Set("problem_id", id);
            if (needsRollout) e.Set("rollout", rollout);
            if (label is not null) e.Set("is_correct", label);
        });
    }

    /// <summary>The row, where it holds a generation, an answer or a null in the place of one.</summary>
    /// <exception cref="ForgeException">No field that could hold one is there: that is a misspelt field or another layout, not a missing answer.</exception>
    public static Row WithGeneration(Row row, FieldNames names)
    {
        if (names.Generation.Any(row.Has) || row.Has("predicted_answer") || row.Has("answer_key")) return row;
        throw ForgeException.BadRecord(row.Path, row.Line,
            $"expected a generation in one of the fields {string.Join(", ", names.Generation)}, or predicted_answer, found {string.Join(", ", row.Names.Take(12))}; name it with --generation-field");
    }

    /// <summary>A string or number field as text; null when absent or of another type.</summary>
    public static string? Scalar(Row row, string name) => row.Raw(name) is [(byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] ? row.TextOrNumber(name) : null;

    /// <summary>The problem's text where a problem field holds a text or messages; null when none does.</summary>
    public static string? TextOfProblem(Row row, FieldNames names) => FieldNames.First(row, names.Problem) is { } field ? Chat.Question(row.Element(field)) : null;

    /// <summary>The gold answer in a field of the names given, where it holds a string or a number.</summary>
    public static string? NamedGold(Row row, FieldNames names)
    {
        var isVoted = row.Text("answer_source") is { } source && source != ReferenceAnswer.Gold;
        foreach (var name in names.Answer)
            if (!(isVoted && name == "expected_answer") && Scalar(row, name) is { } gold)
                return GoldAnswer.AfterHashes(gold) ?? gold;
        return null;
    }

    /// <summary>The gold answer that the row's own fields give; null when they give none.</summary>
    public static string? GoldOrNull(Row row, FieldNames names) => NamedGold(row, names) ?? ReferenceAnswer.GoldOf(row, names with { Answer = [] });

    private static string IdOf(Row row, FieldNames names)
    {
        var problem = Core.Problem.TextOf(row, names) ?? throw ForgeException.BadRecord(row.Path, row.Line,
            $"expected problem_id, or a problem in one of the fields {string.Join(", ", names.Problem)}, found {string.Join(", ", row.Names.Take(12))}; name it with --problem-field");
        return Identity.OfProblem(problem);
    }

    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    public static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetDouble(out var number) => number != 0,
        _ => null,
    };

    /// <summary>A number, or the only number of an array, as reward models store it.</summary>
    public static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.Array when value.GetArrayLength() == 1 => Number(value[0]),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    /// <summary>A field with the element's own JSON text.</summary>
    public static RowEdit Copy(this RowEdit edit, string name, JsonElement value) => edit.SetRaw(name, value.GetRawText());

    /// <summary>The problem's fields that every sample of a row gets.</summary>
    public static Row Problem(Row row, FieldNames names, IReadOnlyCollection<string> spent, int index)
    {
        var text = Core.Problem.TextOf(row, names) ?? throw ForgeException.BadRecord(row.Path, row.Line,
            $"expected a problem in one of the fields {string.Join(", ", names.Problem)}, found {string.Join(", ", row.Names.Take(12))}; name it with --problem-field");
        var answer = ReferenceAnswer.Of(row, names);
        return row.With(e =>
        {
            foreach (var name in spent) e.Remove(name);
            if (!row.HasValue("problem_id")) e.Set("problem_id", Identity.OfProblem(text));
            e.Set("problem", text).Set("rollout", index);
            if (answer is null) return;
            e.Set("expected_answer", answer.Text);
            if (row.HasValue("answer_source")) e.Set("answer_source", answer.Source);
        });
    }

    /// <summary>A text, or an explicit null that says "there was none".</summary>
    public static RowEdit SetOrNull(this RowEdit edit, string name, string? value) => value is null ? edit.SetNull(name) : edit.Set(name, value);
}
