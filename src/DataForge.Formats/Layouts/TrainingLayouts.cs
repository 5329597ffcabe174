using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Samples that trainers and dataset makers write: verl, TRL, OpenRLHF, NeMo-RL, rllm, oumi, OpenR1, search-and-learn, vLLM.</summary>
internal static class TrainingLayouts
{
    public static bool IsVerlRollout(Row row) => IsText(row, "input") && IsText(row, "output") && (row.Has("gts") || (row.Has("score") && row.Has("step")));

    /// <summary>What <c>trainer.rollout_data_dir</c> and <c>validation_data_dir</c> receive: one row a sample.</summary>
    public static IEnumerable<Row> VerlRollout(Row row, FieldNames names)
    {
        var gold = row.Element("gts") is { } gts ? SampleFields.Text(gts) ?? Chat.First(gts, "ground_truth", "answer", "target") ?? (Chat.Items(gts) is [var only] ? SampleFields.Text(only) : null) : null;
        var found = new FoundSample(row.Text("output")) { Problem = PromptText.Question(row.Required("input")), Gold = gold is null ? null : GoldAnswer.AfterHashes(gold) ?? gold };
        return [found.ToRow(row, names, null, "output", "input", "output", "gts")];
    }

    public static bool IsOpenRlhf(Row row, FieldNames names) => IsText(row, "input") && row.Has("output") && FieldNames.First(row, names.Problem) is null && !row.HasValue("problem_id");

    public static IEnumerable<Row> OpenRlhf(Row row, FieldNames names)
    {
        var found = new FoundSample(row.Text("output")) { Problem = PromptText.Question(row.Required("input")), Gold = SampleFields.GoldOrNull(row, names), Score = row.Element("reward") is { } reward ? SampleFields.Number(reward) : null };
        return [found.ToRow(row, names, null, "output", "input", "output", "reward")];
    }

    public static bool IsTrl(Row row) => row.Has("completion") && row.Has("prompt");

    /// <summary>Prompt and completion as strings or as chats.</summary>
    public static IEnumerable<Row> Trl(Row row, FieldNames names)
    {
        var found = new FoundSample(Chat.Text(row.Element("completion")!.Value)) { Problem = Chat.Question(row.Element("prompt")), Gold = SampleFields.GoldOrNull(row, names) };
        return [found.ToRow(row, names, null, "completion", "completion", "prompt")];
    }

    public static bool IsNemoRl(Row row) => SampleLayout.IsArray(row, "content") && SampleLayout.IsArray(row, "rewards");

    /// <summary>Each column a list of one: the turns of a conversation, as messages (validation) or as texts (training).</summary>
    public static IEnumerable<Row> NemoRl(Row row, FieldNames names)
    {
        var turns = Chat.Items(row.Element("content"));
        while (turns is [{ ValueKind: JsonValueKind.Array } inner]) turns = Chat.Items(inner);
        var isChat = turns is [{ ValueKind: JsonValueKind.Object }, ..];
        var messages = isChat ? turns.Where(t => Chat.First(t, "role") is not "system").ToList() : turns;
        var found = new FoundSample(messages.Count < 2 ? null : Chat.Text(messages[^1]))
        {
            Problem = messages.Count < 2 ? null : PromptText.Question(Chat.Text(messages[0]) ?? ""),
            Gold = SampleFields.GoldOrNull(row, names),
        };
        return [found.ToRow(row, names, null, "the last of content's turns", "content")];
    }

    public static bool IsRllm(Row row) => ArrayLayouts.HasObjects(row, "trajectories", "steps") || ArrayLayouts.HasObjects(row, "steps", "chat_completions") || ArrayLayouts.HasObjects(row, "steps", "model_response");

    /// <summary>Episodes with their trajectories, or a trajectory alone; the last step answers.</summary>
    public static IEnumerable<Row> Rllm(Row row, FieldNames names)
    {
        var task = row.Element("task");
        var isEpisode = SampleLayout.IsArray(row, "trajectories");
        return EvaluationLayouts.Several(row, names, "the last step's model_response", ["trajectories", "steps"], isEpisode ? Chat.Items(row.Element("trajectories")) : [row.Element("steps")!.Value], trajectory =>
        {
            var steps = Chat.Items(isEpisode ? Chat.Member(trajectory, "steps") : trajectory);
            var last = steps.Count == 0 ? default(JsonElement?) : steps[^1];
            var about = Chat.Member(trajectory, "task") ?? task;
            return new FoundSample(Chat.First(last, "model_response") is { Length: > 0 } said ? said : Chat.Member(last, "chat_completions") is { } chat ? Chat.Text(chat) : null)
            {
                Problem = (about is { } a ? SampleFields.Text(a) : null) ?? Chat.First(about, "question", "problem", "prompt", "instruction") ?? Chat.Question(Chat.Member(last, "chat_completions")),
                Gold = Chat.First(about, "ground_truth", "answer", "expected_answer", "solution") ?? SampleFields.GoldOrNull(row, names),
            };
        });
    }

    public static bool IsConversation(Row row, FieldNames names) =>
        SampleLayout.IsArray(row, "messages") && FieldNames.First(row, names.Generation) is null && !row.Has("predicted_answer") && Chat.Items(row.Element("messages")) is [_, .., var last] && Chat.First(last, "role") is "assistant";

    /// <summary>Messages that end with the assistant, as oumi's inference writes them.</summary>
    public static IEnumerable<Row> Conversation(Row row, FieldNames names)
    {
        var messages = row.Element("messages");
        var found = new FoundSample(Chat.Text(messages!.Value))
        {
            Problem = SampleFields.TextOfProblem(row, names) ?? Chat.Question(messages),
            Gold = SampleFields.GoldOrNull(row, names) ?? Chat.First(row.Element("metadata"), "expected_answer", "answer", "ground_truth", "gold", "target", "label"),
        };
        return [found.ToRow(row, names, null, "the last of messages", "messages")];
    }

    public static bool IsOpenR1(Row row) => SampleLayout.IsArray(row, "generations");

    public static IEnumerable<Row> OpenR1(Row row, FieldNames names)
    {
        var (labels, finishes) = (Chat.Items(row.Element("correctness_math_verify")), Chat.Items(row.Element("finish_reasons")));
        return Indexed(row, names, "generations", ["generations", "correctness_math_verify", "finish_reasons"], (text, i) => new FoundSample(Chat.Text(text))
        {
            Gold = SampleFields.GoldOrNull(row, names),
            IsCorrect = i < labels.Count ? SampleFields.Flag(labels[i]) : null,
            Finish = i < finishes.Count ? SampleFields.Text(finishes[i]) : null,
        });
    }

    public static bool IsSearchAndLearn(Row row) => SampleLayout.IsArray(row, "completions") && SampleLayout.Items(row, "completions") is [{ ValueKind: JsonValueKind.String }, ..];

    /// <summary>Completions with the scores of their steps, or with one score each.</summary>
    public static IEnumerable<Row> SearchAndLearn(Row row, FieldNames names)
    {
        var (whole, steps) = (Chat.Items(row.Element("agg_scores")), Chat.Items(row.Element("scores")));
        return Indexed(row, names, "completions", ["completions", "agg_scores", "scores", "pred"], (text, i) => new FoundSample(Chat.Text(text))
        {
            Gold = SampleFields.GoldOrNull(row, names),
            Score = i < whole.Count ? LastNumber(whole[i]) : i < steps.Count ? LastNumber(steps[i]) : null,
        });
    }

    private static double? LastNumber(JsonElement value) => value.ValueKind == JsonValueKind.Array ? Chat.Items(value) is [.., var last] ? LastNumber(last) : null : SampleFields.Number(value);

    public static bool IsVllm(Row row) => ArrayLayouts.HasObjects(row, "outputs", "text");

    /// <summary>vLLM's request outputs.</summary>
    public static IEnumerable<Row> Vllm(Row row, FieldNames names)
    {
        var problem = SampleFields.TextOfProblem(row, names with { Problem = [.. names.Problem.Except(["prompt"])] }) ?? Chat.Question(row.Element("prompt"));
        return Indexed(row, names, "outputs", ["outputs"], (output, _) => new FoundSample(Chat.First(output, "text")) { Problem = problem, Gold = SampleFields.GoldOrNull(row, names), Finish = Chat.First(output, "finish_reason") });
    }

    private static IEnumerable<Row> Indexed(Row row, FieldNames names, string array, IReadOnlyCollection<string> spent, Func<JsonElement, int, FoundSample> found)
    {
        var items = Chat.Items(row.Element(array));
        if (items.Count == 0) return [new FoundSample((string?)null).ToRow(row, names, 0, array, spent)];
        return items.Select((item, i) => found(item, i).ToRow(row, names, i, $"{array}[{i}]", spent));
    }

    private static bool IsText(Row row, string name) => row.Raw(name) is [(byte)'"', ..];
}
