using DataForge.Core;

namespace DataForge.Training;

/// <summary>axolotl: chat_template rows; texts for bradley_terry.chat_template; messages with one chosen and one rejected message for DPO; GRPO through a transform in reward.py; stepwise_supervised rows.</summary>
internal sealed class AxolotlTrainer : Trainer
{
    public override string Name => "axolotl";

    public override string Requirements => "axolotl==0.21.0\n";

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("messages", "messages", "assistant")],
        TrainingTask.RewardModel => [new("system", "text", IsRequired: false), new("input", "text"), new("chosen", "text"), new("rejected", "text")],
        TrainingTask.Dpo => [new("messages", "messages", "user"), new("chosen", "message", "assistant"), new("rejected", "message", "assistant")],
        TrainingTask.Reinforcement => [new("prompt", "messages", "user"), new("solution", "text")],
        _ => TrlTrainer.Steps,
    };

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        switch (task)
        {
            case TrainingTask.Sft:
                Messages(edit, "messages", Whole(example));
                break;
            case TrainingTask.RewardModel:
                edit.Set("system", System(example)).Set("input", User(example)).Set("chosen", example.Replies[0].Text).Set("rejected", example.Replies[1].Text);
                break;
            case TrainingTask.Dpo:
                Messages(edit, "messages", example.Prompt);
                edit.Write("chosen", w => WriteMessage(w, new Message("assistant", example.Replies[0].Text)));
                edit.Write("rejected", w => WriteMessage(w, new Message("assistant", example.Replies[1].Text)));
                break;
            case TrainingTask.Reinforcement:
                Messages(edit, "prompt", example.Prompt);
                edit.Set("solution", $"${Undelimited(example.Gold!)}$");
                break;
            default:
                TrlTrainer.WriteSteps(edit, example);
                break;
        }
    }
}
