using DataForge.Core;
using DataForge.Training;

namespace DataForge.Tests.Training;

/// <summary>Made-up examples of every task.</summary>
internal static class Examples
{
    public static TrainingExample Of(TrainingTask task, int number = 0)
    {
        var problem = $"Add {number + 2} and {WordOf(number)} 1.";
        IReadOnlyList<ExampleReply> replies = task switch
        {
            TrainingTask.Sft => [new($"It is \\boxed{{{number + 3}}}.", true, $"s{number}", "m1")],
            TrainingTask.Reinforcement => [new("right", true, $"s{number}a", "m1"), new("wrong and longer", false, $"s{number}b", "m2")],
            TrainingTask.ProcessReward => [new($"{number + 2} + 1 = {number + 3}", true, $"s{number}", "m1"), new("so \\boxed{9}", false, $"s{number}", "m1")],
            _ => [new($"It is \\boxed{{{number + 3}}}.", true, $"s{number}a", "m1"), new("It is \\boxed{0}.", false, $"s{number}b", "m2")],
        };
        return new TrainingExample($"p{number}", problem, [new Message("system", "Think."), new Message("user", problem)], replies)
        {
            Gold = $"{number + 3}",
            Source = "toy",
            License = "mit",
            PassCount = task == TrainingTask.Sft ? null : 1,
            Samples = task == TrainingTask.Sft ? null : 2,
            Weight = task is TrainingTask.RewardModel or TrainingTask.Dpo ? 1 : null,
            Length = new ExampleLength(20 + number, 40 + number, 20),
        };
    }

    /// <summary>A word of the problem's own, so that problems are not taken for variants of one another.</summary>
    private static string WordOf(int number) => string.Concat(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => ((string[])["zeal", "oak", "tin", "tar", "fig", "fen", "sun", "sea", "elm", "nut"])[c - '0']));

    public static TrainingFolder Folder(string path, string trainer, TrainingTask task, int count, double val = 0.2)
    {
        var folder = new TrainingFolder(new TrainingFolderSettings(path, Trainer.Of(trainer), task, "Some/Base's", "Think.", val, 7, "tokens", "forge-test", "1.2", [KeyValuePair.Create("as", (string?)"x")]));
        for (var i = 0; i < count; i++) folder.Write(Row.Parse(Of(task, i).ToRow().ToString()));
        return folder;
    }

    public static void Make(string path, string trainer, TrainingTask task, int count = 30, double val = 0.2)
    {
        using var folder = Folder(path, trainer, task, count, val);
        folder.Finish();
        folder.TakePlace();
    }
}
