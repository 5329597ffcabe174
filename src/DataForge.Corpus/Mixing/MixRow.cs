namespace DataForge.Corpus;

/// <summary>What is remembered of a row while a mixture is planned: 24 bytes.</summary>
/// <param name="Id">Hash of its text, and of how often that text came before.</param>
/// <param name="Cell">Number of its values of the strata's fields.</param>
/// <param name="Difficulty">NaN where it has none.</param>
public readonly record struct MixRow(ulong Id, int Tokens, int Cell, float Difficulty, bool IsValidation);

/// <summary>A row as it is taken into a stage.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Epoch">How often it was taken before.</param>
/// <param name="Source">The source's place in the stage.</param>
public readonly record struct MixPick(int Row, int Epoch, int Source, float First, ulong Key);

/// <summary>What came of a source in a stage.</summary>
/// <param name="Target">Tokens asked for.</param>
/// <param name="Distinct">Rows taken at least once.</param>
/// <param name="MostRepeats">Times that the row taken most often was taken.</param>
/// <param name="Short">Tokens that the source cannot give under the repeat cap.</param>
/// <param name="Cells">By stratum: tokens that its target gives, tokens taken.</param>
public sealed record MixShare(string Source, long Target, long Tokens, long Rows, long Distinct, long Available, int MostRepeats, long Short, IReadOnlyList<(string Cell, long Target, long Tokens)> Cells);
