using DataForge.Core;

namespace DataForge.Training;

/// <summary>OpenRLHF 0.11, whose options are dotted groups: messages, prompt with chosen and rejected, prompt with label.</summary>
internal sealed class OpenRlhfTrainer : Trainer
{
    public override string Name => "openrlhf";

    public override string Requirements => "openrlhf==0.11.2\n";

    public override string GoldColumn => "label";

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("messages", "messages", "assistant")],
        TrainingTask.RewardModel or TrainingTask.Dpo => [new("prompt", "messages", "user"), new("chosen", "messages", "assistant"), new("rejected", "messages", "assistant"), new("margin", "number", IsRequired: false)],
        TrainingTask.Reinforcement => [new("prompt", "messages", "user"), new("label", "text"), new("datasource", "text", IsRequired: false)],
        _ => [],
    };

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        if (task == TrainingTask.Sft)
        {
            Messages(edit, "messages", Whole(example));
            return;
        }

        Messages(edit, "prompt", example.Prompt);
        if (task == TrainingTask.Reinforcement)
        {
            edit.Set("label", Undelimited(example.Gold!)).Set("datasource", example.Source ?? "dataforge");
            return;
        }

        Reply(edit, "chosen", example, 0);
        Reply(edit, "rejected", example, 1);
    }
}
