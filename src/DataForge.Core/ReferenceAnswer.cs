using System.Text.Json;

namespace DataForge.Core;

/// <summary>The answer that a row carries from its problem, and where it comes from. Every tool looks it up here.</summary>
/// <param name="Text">The answer alone, as it was written.</param>
/// <param name="Source"><c>gold</c>; else what <c>answer_source</c> says: <c>majority</c>, <c>weighted</c>, <c>predicted</c>.</param>
/// <remarks>
/// The first of these that the row has: a field of <see cref="FieldNames.Answer"/>, <c>reward_model.ground_truth</c> (verl), <c>answer</c>, the solution. A worked text stands for
/// the answer after its <c>####</c>, or in its last <c>\boxed</c>. <c>answer_source</c> speaks for <c>expected_answer</c>, <c>answer</c> and the solution:
/// where it says anything but <c>gold</c>, none of them is a gold answer, since what a vote chose cannot prove the vote right; other fields still can.
/// </remarks>
public sealed record ReferenceAnswer(string Text, string Source)
{
    public const string Gold = "gold";

    private static readonly string[] Spoken = ["expected_answer", "answer"];

    public bool IsGold => Source == Gold;

    /// <summary>The row's answer, a gold one where there is any; null when it has none.</summary>
    /// <exception cref="ForgeException">A field that should hold an answer holds a list of several values or an object.</exception>
    public static ReferenceAnswer? Of(Row row, FieldNames names)
    {
        var source = row.Text("answer_source") ?? Gold;
        var isGold = source == Gold;
        var text = InFields(row, isGold ? names.Answer : names.Answer.Except(Spoken)) ?? GroundTruth(row);
        if (text is null && isGold) text = InFields(row, ["answer"]) ?? InSolution(row, names);
        if (text is not null) return new ReferenceAnswer(text, Gold);
        return isGold || InFields(row, Spoken) is not { } voted ? null : new ReferenceAnswer(voted, source);
    }

    /// <summary>The gold answer; null when the row has none.</summary>
    public static string? GoldOf(Row row, FieldNames names) => Of(row, names) is { IsGold: true } gold ? gold.Text : null;

    private static string? InFields(Row row, IEnumerable<string> names)
    {
        foreach (var name in names)
            if (row.HasValue(name) && Value(row, name) is { } text && !string.IsNullOrWhiteSpace(text))
                return GoldAnswer.Of(text) ?? text;
        return null;
    }

    /// <summary>A string, a number, or the only one of a list.</summary>
    private static string? Value(Row row, string name)
    {
        if (row.Raw(name) is not [(byte)'[', ..]) return row.TextOrNumber(name);
        var items = row.Element(name)!.Value;
        return items.GetArrayLength() == 1 && Scalar(items[0]) is { } only
            ? only
            : throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{name}\": expected one answer, found a list of {items.GetArrayLength()} values");
    }

    private static string? GroundTruth(Row row) =>
        row.Raw("reward_model") is [(byte)'{', ..] && row.Element("reward_model")!.Value.TryGetProperty("ground_truth", out var value) && Scalar(value) is { } text && !string.IsNullOrWhiteSpace(text)
            ? GoldAnswer.Of(text) ?? text
            : null;

    private static string? InSolution(Row row, FieldNames names) =>
        FieldNames.First(row, names.Solution) is { } field && row.PlainText(field) is { } solution ? GoldAnswer.Of(solution) : null;

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
