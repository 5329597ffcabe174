using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>LLaMA-Factory: ShareGPT-style rows with role tags, described by dataset_info.json; pairs as one message object each. Its reinforcement learning is PPO with a reward model alone.</summary>
internal sealed class LlamaFactoryTrainer : Trainer
{
    public override string Name => "llamafactory";

    public override string Requirements => "llamafactory==0.9.5\n";

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("messages", "messages", "assistant")],
        TrainingTask.RewardModel or TrainingTask.Dpo => [new("messages", "messages", "user"), new("chosen", "message", "assistant"), new("rejected", "message", "assistant")],
        _ => [],
    };

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        Messages(edit, "messages", task == TrainingTask.Sft ? Whole(example) : example.Prompt);
        if (task == TrainingTask.Sft) return;
        edit.Write("chosen", w => WriteMessage(w, new Message("assistant", example.Replies[0].Text)));
        edit.Write("rejected", w => WriteMessage(w, new Message("assistant", example.Replies[1].Text)));
    }

    public override IEnumerable<FolderText> Files(FolderFacts facts) => [.. base.Files(facts), new FolderText("data/dataset_info.json", DatasetInfo(facts))];

    /// <summary>Each split's files: the loader takes one file a name, or a folder.</summary>
    private static string DatasetInfo(FolderFacts facts) => FolderTemplate.Json(w =>
    {
        w.WriteStartObject();
        foreach (var file in facts.Shards.Where(s => s.Rows > 0))
        {
            w.WriteStartObject(facts.DatasetName(file));
            w.WriteString("file_name", Path.GetFileName(file.Path));
            w.WriteString("formatting", "sharegpt");
            if (facts.Task != TrainingTask.Sft) w.WriteBoolean("ranking", true);
            w.WriteStartObject("columns");
            w.WriteString("messages", "messages");
            if (facts.Task != TrainingTask.Sft)
            {
                w.WriteString("chosen", "chosen");
                w.WriteString("rejected", "rejected");
            }

            w.WriteEndObject();
            w.WriteStartObject("tags");
            w.WriteString("role_tag", "role");
            w.WriteString("content_tag", "content");
            w.WriteString("user_tag", "user");
            w.WriteString("assistant_tag", "assistant");
            w.WriteString("system_tag", "system");
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndObject();
    });
}
