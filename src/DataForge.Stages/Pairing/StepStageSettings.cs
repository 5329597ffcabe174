using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Which rows are made of steps.</summary>
/// <param name="Process">Rows for a process reward model.</param>
/// <param name="Preferences">Pairs of steps.</param>
/// <param name="MinSamples">Fewest samples of a prefix at which steps are compared.</param>
/// <param name="Measure">Counts an example's tokens; null gives rows of our own in place of examples.</param>
/// <param name="MaxLength">Most tokens of an example; null sets no bound.</param>
public sealed record StepStageSettings(
    bool Process, bool Preferences, int MinSamples, long Seed, ExportSettings Export, FieldNames Names, string ScoreField, bool Regrade, Func<TrainingExample, ExampleLength>? Measure = null, long? MaxLength = null);
