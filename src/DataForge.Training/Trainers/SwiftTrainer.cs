using DataForge.Core;

namespace DataForge.Training;

/// <summary>ms-swift 4: messages; pairs as messages that end with the good reply and the poor one as <c>rejected_response</c>; GRPO rows pass every further column to the reward.</summary>
internal sealed class SwiftTrainer : Trainer
{
    public override string Name => "swift";

    public override string Requirements => "ms-swift==4.6.0\n";

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("messages", "messages", "assistant")],
        TrainingTask.RewardModel or TrainingTask.Dpo => [new("messages", "messages", "assistant"), new("rejected_response", "text")],
        TrainingTask.Reinforcement => [new("messages", "messages", "user"), new("solution", "text")],
        _ => [],
    };

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        Messages(edit, "messages", task == TrainingTask.Reinforcement ? example.Prompt : Whole(example));
        if (task == TrainingTask.Reinforcement) edit.Set("solution", $"${Undelimited(example.Gold!)}$");
        else if (task != TrainingTask.Sft) edit.Set("rejected_response", example.Replies[1].Text);
    }
}
