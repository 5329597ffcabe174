using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Which samples become training rows.</summary>
/// <param name="Regrade">Labels come from the gold answer, whatever label a row carries.</param>
/// <param name="Measure">Counts an example's tokens; null gives rows of our own in place of examples.</param>
/// <param name="MaxLength">Most tokens of an example (of a query's prompt); null sets no bound.</param>
public sealed record PairStageSettings(
    PairKind Kind, PairSettings Pairs, ExportSettings Export, FieldNames Names, string ScoreField, bool Regrade, Func<TrainingExample, ExampleLength>? Measure = null, long? MaxLength = null);
