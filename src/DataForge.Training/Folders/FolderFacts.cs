using System.Globalization;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>What the files of a folder say of its rows.</summary>
/// <param name="Base">The model to be trained, as its trainer names it.</param>
/// <param name="System">System message of the prompts; empty for none.</param>
/// <param name="Lengths">Tokens of whole rows, prompts and replies.</param>
/// <param name="Unit">How tokens were counted.</param>
/// <param name="Shards">Data files, paths from the folder.</param>
public sealed record FolderFacts(Trainer Trainer, TrainingTask Task, string Base, string System, long Seed, FolderLengths Lengths, string Unit, IReadOnlyList<ShardFile> Shards)
{
    /// <summary>Rows of a split.</summary>
    public long Rows(string split) => Shards.Where(s => s.Split == split).Sum(s => s.Rows);

    public bool HasValidation => Rows("val") > 0;

    /// <summary>Longest row that the configuration lets through: never below the longest there is, in steps of 64.</summary>
    public int MaxLength => RoundUp(Lengths.Row.Longest);

    public int MaxPrompt => RoundUp(Lengths.Prompt.Longest);

    /// <summary>Tokens that a policy may write: twice what the longest sample took, at least 512, in steps of 64.</summary>
    public int MaxCompletion => RoundUp(Math.Max(512, 2 * Lengths.Reply.Longest));

    /// <summary>What the configured length bounds: whole rows, or the prompts of a policy that writes the rest itself.</summary>
    public TokenLengths Bounded => Task == TrainingTask.Reinforcement ? Lengths.Prompt : Lengths.Row;

    /// <summary>The configured bound of <see cref="Bounded"/>.</summary>
    public int Bound => Task == TrainingTask.Reinforcement ? MaxPrompt : MaxLength;

    private static int RoundUp(int tokens) => Math.Max(64, (tokens + 63) / 64 * 64);

    /// <summary>The name by which dataset_info.json knows a data file.</summary>
    public string DatasetName(ShardFile file) => Shards.Count(s => s.Split == file.Split && s.Rows > 0) == 1 ? file.Split : $"{file.Split}_{Shards.Where(s => s.Split == file.Split).TakeWhile(s => s != file).Count().ToString(CultureInfo.InvariantCulture)}";
}
