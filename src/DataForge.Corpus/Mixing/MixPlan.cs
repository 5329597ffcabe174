namespace DataForge.Corpus;

/// <summary>How stages of a training mixture are made of sources.</summary>
/// <param name="Tokenizer">Path of the tokenizer that counts; null where rows carry counts.</param>
/// <param name="TokenField">Field with a row's count; goes before counting.</param>
/// <param name="TextFields">What is counted: the first of these that is there.</param>
/// <param name="MaxRepeats">Most times that a row is taken in one stage.</param>
/// <param name="Validation">Share of families that are kept out of every stage.</param>
public sealed record MixPlan(
    long Seed, string? Tokenizer, string? TokenField, IReadOnlyList<string> TextFields, int MaxRepeats, double Validation, DifficultyRule? Difficulty, IReadOnlyList<MixStage> Stages);

/// <summary>Difficulty of a row: one minus the pass rate of a named model, (passes + 1) / (samples + 2), which is the mean of the rate's posterior under a uniform prior.</summary>
/// <param name="Model">Rows that name another model are refused; null for rows whose <paramref name="Field"/> holds the difficulty.</param>
/// <param name="Bands">Ascending cuts of difficulty in (0, 1): n cuts make n + 1 bands, the easiest first.</param>
public sealed record DifficultyRule(string? Model, string Passes, string Samples, string? Field, IReadOnlyList<double> Bands)
{
    public int BandOf(double difficulty) => Bands.Count(b => difficulty >= b);

    public static double Of(long passes, long samples) => 1 - (passes + 1.0) / (samples + 2.0);
}

/// <summary>In which order a stage's rows stand.</summary>
public enum MixOrder
{
    /// <summary>All sources mixed at random.</summary>
    Shuffle,

    /// <summary>Source after source, each at random.</summary>
    Blocks,

    /// <summary>From easy to difficult; rows without a difficulty last.</summary>
    Curriculum,
}

/// <param name="Tokens">What sources with weights share, together with those of fixed amounts; null where no source has a weight.</param>
/// <param name="Strata">By field: the share of tokens of each value, or null for equal shares.</param>
public sealed record MixStage(string Name, MixOrder Order, long? Tokens, double Temperature, IReadOnlyList<MixStratum> Strata, IReadOnlyList<MixSource> Sources);

/// <param name="Field"><c>difficulty</c> for bands.</param>
/// <param name="Shares">Null balances the values that are there.</param>
public sealed record MixStratum(string Field, IReadOnlyDictionary<string, double>? Shares);

/// <summary>How much of a source is taken.</summary>
public enum MixAmount
{
    /// <summary>A part of the stage's tokens.</summary>
    Weight,
    Tokens,
    Rows,
    Epochs,

    /// <summary>A share of the tokens of an earlier stage, drawn from that stage's rows.</summary>
    ShareOf,
}

/// <param name="Files">Empty for a share of a stage.</param>
/// <param name="Of">The earlier stage.</param>
public sealed record MixSource(string Name, IReadOnlyList<string> Files, MixAmount Amount, double Value, string? Of);
