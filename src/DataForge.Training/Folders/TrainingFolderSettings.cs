namespace DataForge.Training;

/// <summary>What a training folder is made of, besides its rows.</summary>
/// <param name="Path">Made where it is absent.</param>
/// <param name="Base">The model to be trained, as its trainer names it.</param>
/// <param name="System">System message of the prompts; empty for none.</param>
/// <param name="ValidationShare">Of problems, with all that is related to them; 0 makes no validation split.</param>
/// <param name="Unit">How tokens were counted.</param>
/// <param name="Tool">Who makes the folder, for manifest and card.</param>
/// <param name="Settings">Options that are no defaults, for the manifest.</param>
public sealed record TrainingFolderSettings(
    string Path, Trainer Trainer, TrainingTask Task, string Base, string System, double ValidationShare, long Seed, string Unit, string Tool, string Version,
    IReadOnlyList<KeyValuePair<string, string?>> Settings);
