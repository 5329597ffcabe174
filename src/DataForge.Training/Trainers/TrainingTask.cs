namespace DataForge.Training;

/// <summary>What a folder of rows trains.</summary>
public enum TrainingTask
{
    /// <summary>Supervised fine-tuning on solutions.</summary>
    Sft,

    /// <summary>A reward model from pairs of solutions.</summary>
    RewardModel,

    /// <summary>Direct preference optimization from pairs of solutions.</summary>
    Dpo,

    /// <summary>Reinforcement learning from queries with gold answers.</summary>
    Reinforcement,

    /// <summary>A process reward model from steps with labels.</summary>
    ProcessReward,
}

public static class TrainingTasks
{
    /// <summary>As users write them and files name them.</summary>
    public static string Name(this TrainingTask task) => task switch
    {
        TrainingTask.Sft => "sft",
        TrainingTask.RewardModel => "rm",
        TrainingTask.Dpo => "dpo",
        TrainingTask.Reinforcement => "rl",
        _ => "prm",
    };
}
