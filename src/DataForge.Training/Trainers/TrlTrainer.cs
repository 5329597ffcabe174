using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>TRL 1.x: conversational prompt-completion rows, implicit-prompt preferences for RewardTrainer, explicit prompts for DPO, prompt and solution for GRPO, steps for its PRM trainer.</summary>
internal sealed class TrlTrainer : Trainer
{
    public override string Name => "trl";

    public override string Requirements => "trl==1.16.0\n";

    public override ShardFormat Format => ShardFormat.Parquet;

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("prompt", "messages", "user"), new("completion", "messages", "assistant")],
        TrainingTask.RewardModel => [new("chosen", "messages", "assistant"), new("rejected", "messages", "assistant"), new("margin", "number", IsRequired: false)],
        TrainingTask.Dpo => [new("prompt", "messages", "user"), new("chosen", "messages", "assistant"), new("rejected", "messages", "assistant")],
        TrainingTask.Reinforcement => [new("prompt", "messages", "user"), new("solution", "text")],
        _ => Steps,
    };

    /// <summary>Of TRL's and axolotl's stepwise loaders.</summary>
    internal static IReadOnlyList<TrainerColumn> Steps { get; } = [new("prompt", "text"), new("completions", "texts"), new("labels", "flags")];

    internal static void WriteSteps(RowEdit edit, TrainingExample example) => edit.Set("prompt", User(example))
        .Write("completions", w =>
        {
            w.WriteStartArray();
            foreach (var step in example.Replies) w.WriteStringValue(step.Text);
            w.WriteEndArray();
        })
        .Write("labels", w =>
        {
            w.WriteStartArray();
            foreach (var step in example.Replies) w.WriteBooleanValue(step.IsRight == true);
            w.WriteEndArray();
        });

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        switch (task)
        {
            case TrainingTask.Sft:
                Messages(edit, "prompt", example.Prompt);
                Reply(edit, "completion", example, 0);
                break;
            case TrainingTask.RewardModel:
                Messages(edit, "chosen", Whole(example));
                Messages(edit, "rejected", Whole(example, 1));
                edit.Set("margin", 0.0);
                break;
            case TrainingTask.Dpo:
                Messages(edit, "prompt", example.Prompt);
                Reply(edit, "chosen", example, 0);
                Reply(edit, "rejected", example, 1);
                break;
            case TrainingTask.Reinforcement:
                Messages(edit, "prompt", example.Prompt);
                edit.Set("solution", $"${Undelimited(example.Gold!)}$");
                break;
            default:
                WriteSteps(edit, example);
                break;
        }
    }
}
