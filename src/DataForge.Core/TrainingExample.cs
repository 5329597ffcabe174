using System.Text.Json;

namespace DataForge.Core;

/// <summary>One example for training, before it takes a trainer's form.</summary>
/// <param name="Prompt">What the model is shown: an optional system message and the user's.</param>
/// <param name="Replies">One for supervised fine-tuning; the better and the poorer one of a pair; the samples that judged a query; the steps of a solution.</param>
public sealed record TrainingExample(string ProblemId, string Problem, IReadOnlyList<Message> Prompt, IReadOnlyList<ExampleReply> Replies)
{
    public string? ParentId { get; init; }

    /// <summary>The gold answer; null where none is needed.</summary>
    public string? Gold { get; init; }

    public string? Source { get; init; }

    public string? Language { get; init; }

    public string? License { get; init; }

    /// <summary>Right samples among those that judged the problem; null where none did.</summary>
    public long? PassCount { get; init; }

    /// <summary>Samples that judged the problem.</summary>
    public long? Samples { get; init; }

    /// <summary>Weight of a pair within its problem: 1 / (k (n − k)) for k right of n replies, so that every problem weighs 1.</summary>
    public double? Weight { get; init; }

    /// <summary>Tokens of the prompt and of the longest whole row; null until they are counted.</summary>
    public ExampleLength? Length { get; init; }

    /// <summary>Right samples / samples.</summary>
    public double? PassRate => PassCount is { } right && Samples is > 0 and var all ? (double)right / all : null;

    /// <summary>The example as a row, which <see cref="From"/> reads.</summary>
    public Row ToRow() => Row.Empty.With(e =>
    {
        e.Set("problem_id", ProblemId).Set("parent_id", ParentId).Set("problem", Problem).Set("gold", Gold)
            .Set("source", Source).Set("language", Language).Set("license", License).Set("pass_count", PassCount).Set("num_samples", Samples).Set("weight", Weight)
            .Write("prompt", w =>
            {
                w.WriteStartArray();
                foreach (var message in Prompt)
                {
                    w.WriteStartObject();
                    w.WriteString("role", message.Role);
                    w.WriteString("content", message.Content);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            })
            .Write("replies", w =>
            {
                w.WriteStartArray();
                foreach (var reply in Replies) reply.Write(w);
                w.WriteEndArray();
            });
        if (Length is { } length) e.Set("prompt_tokens", (long)length.Prompt).Set("row_tokens", (long)length.Row).Set("reply_tokens", (long)length.Reply);
    });

    public static TrainingExample From(Row row) => new(
        row.Required("problem_id"), row.Required("problem"),
        [.. row.Element("prompt")!.Value.EnumerateArray().Select(m => new Message(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))],
        [.. row.Element("replies")!.Value.EnumerateArray().Select(ExampleReply.Read)])
    {
        ParentId = row.Text("parent_id"),
        Gold = row.Text("gold"),
        Source = row.Text("source"),
        Language = row.Text("language"),
        License = row.Text("license"),
        PassCount = row.Integer("pass_count"),
        Samples = row.Integer("num_samples"),
        Weight = row.Number("weight"),
        Length = row.Integer("row_tokens") is { } tokens ? new ExampleLength((int)row.Integer("prompt_tokens")!, (int)tokens, (int)row.Integer("reply_tokens")!) : null,
    };
}

/// <summary>A text that a model wrote.</summary>
/// <param name="IsRight">Its label; null where it has none.</param>
public sealed record ExampleReply(string Text, bool? IsRight = null, string? SampleId = null, string? Model = null)
{
    internal void Write(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteString("text", Text);
        if (IsRight is { } right) w.WriteBoolean("is_right", right);
        if (SampleId is not null) w.WriteString("sample_id", SampleId);
        if (Model is not null) w.WriteString("model", Model);
        w.WriteEndObject();
    }

    internal static ExampleReply Read(JsonElement reply) => new(
        reply.GetProperty("text").GetString()!,
        reply.TryGetProperty("is_right", out var right) ? right.GetBoolean() : null,
        reply.TryGetProperty("sample_id", out var id) ? id.GetString() : null,
        reply.TryGetProperty("model", out var model) ? model.GetString() : null);
}

/// <summary>Tokens of an example.</summary>
/// <param name="Prompt">Up to where the reply begins.</param>
/// <param name="Row">Prompt with the longest reply: what a trainer holds in one sequence.</param>
/// <param name="Reply">The longest reply alone.</param>
public readonly record struct ExampleLength(int Prompt, int Row, int Reply);
