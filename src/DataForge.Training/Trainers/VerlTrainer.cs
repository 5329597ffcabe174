using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>verl: Parquet with messages for multi-turn fine-tuning, and its five columns for reinforcement learning. It trains no reward model.</summary>
internal sealed class VerlTrainer : Trainer
{
    public override string Name => "verl";

    public override string Requirements => "verl==0.9.1\n";

    public override ShardFormat Format => ShardFormat.Parquet;

    public override string GoldColumn => "reward_model.ground_truth";

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("messages", "messages", "assistant")],
        TrainingTask.Reinforcement =>
        [
            new("data_source", "text"), new("prompt", "messages", "user"), new("ability", "text"), new("reward_model", "object", Members: ["style:text", "ground_truth:text"]),
            new("extra_info", "object", Members: ["split:text", "index:integer"]),
        ],
        _ => [],
    };

    protected override bool OwnColumnsOnly(TrainingTask task) => task == TrainingTask.Reinforcement;

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        if (task == TrainingTask.Sft)
        {
            Messages(edit, "messages", Whole(example));
            return;
        }

        edit.Set("data_source", "dataforge"); // the folder's reward.py grades; verl's own graders are chosen by other names
        Messages(edit, "prompt", example.Prompt);
        edit.Set("ability", "math");
        edit.Write("reward_model", w =>
        {
            w.WriteStartObject();
            w.WriteString("style", "rule");
            w.WriteString("ground_truth", Undelimited(example.Gold!));
            w.WriteEndObject();
        });
        edit.Write("extra_info", w =>
        {
            w.WriteStartObject();
            w.WriteString("split", split);
            w.WriteNumber("index", number);
            w.WriteString("problem_id", example.ProblemId);
            w.WriteString("problem", example.Problem);
            if (example.PassRate is { } rate)
            {
                w.WriteNumber("pass_count", example.PassCount!.Value);
                w.WriteNumber("num_samples", example.Samples!.Value);
                w.WriteNumber("pass_rate", Math.Round(rate, 6));
                w.WriteNumber("difficulty", Math.Round(1 - rate, 6));
            }

            w.WriteEndObject();
        });
    }
}
