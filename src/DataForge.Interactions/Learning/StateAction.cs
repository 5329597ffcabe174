namespace DataForge.Interactions;

/// <summary>Names of the fields of a state-action pair.</summary>
public static class StateAction
{
    public const string User = "user", Step = "step", State = "state", Action = "action", Reward = "reward", NextState = "next_state", Done = "done",
        Negatives = "negatives", Return = "return", Split = "split";

    /// <summary>Values of <see cref="Split"/>.</summary>
    public const string Train = "train", Test = "test";
}
