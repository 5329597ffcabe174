using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>NeMo-RL: messages; a context with two ranked completions; input and output for reinforcement, whose system prompt stands in a file.</summary>
internal sealed class NemoRlTrainer : Trainer
{
    public override string Name => "nemo-rl";

    public override string Requirements => "# NeMo-RL is run from its source tree (the package index holds a placeholder): set NEMO_RL to a checkout.\n";

    public override string GoldColumn => "output";

    public override IReadOnlyList<TrainerColumn> Columns(TrainingTask task) => task switch
    {
        TrainingTask.Sft => [new("messages", "messages", "assistant")],
        TrainingTask.RewardModel or TrainingTask.Dpo => [new("context", "messages", "user"), new("completions", "completions")],
        TrainingTask.Reinforcement => [new("input", "text"), new("output", "text")],
        _ => [],
    };

    protected override void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number)
    {
        switch (task)
        {
            case TrainingTask.Sft:
                Messages(edit, "messages", Whole(example));
                break;
            case TrainingTask.Reinforcement:
                edit.Set("input", User(example)).Set("output", Undelimited(example.Gold!));
                break;
            default:
                Messages(edit, "context", example.Prompt);
                edit.Write("completions", w =>
                {
                    w.WriteStartArray();
                    for (var rank = 0; rank < 2; rank++)
                    {
                        w.WriteStartObject();
                        w.WriteNumber("rank", rank);
                        w.WritePropertyName("completion");
                        WriteMessages(w, [new Message("assistant", example.Replies[rank].Text)]);
                        w.WriteEndObject();
                    }

                    w.WriteEndArray();
                });
                break;
        }
    }

    public override IEnumerable<FolderText> Files(FolderFacts facts) =>
        facts.Task == TrainingTask.Reinforcement && facts.System.Length > 0 ? [.. base.Files(facts), new FolderText("system.txt", facts.System)] : base.Files(facts);
}
