namespace DataForge.Corpus;

/// <summary>How signatures are put into bands.</summary>
/// <param name="Rows">Values in a band, at most 64.</param>
/// <param name="Arrangements">Ways in which the same values are put into bands; at most <paramref name="Bands"/>.</param>
public sealed record BandSettings(int Bands, int Rows, int Arrangements, int Seed);

/// <summary>How alike two texts are.</summary>
public enum SimilarityMeasure
{
    /// <summary>Shingles of both by shingles of either.</summary>
    Jaccard,

    /// <summary>Share of the dropped text's shingles that the kept one has.</summary>
    Containment,
}

/// <summary>What counts as a copy.</summary>
/// <param name="Exact">Equal texts after white space is collapsed.</param>
/// <param name="Url">Equal addresses.</param>
/// <param name="Near">Texts that MinHash finds and whose similarity is at least <paramref name="Threshold"/>.</param>
/// <param name="WordsPerShingle">For texts of words.</param>
/// <param name="CharactersPerShingle">For texts of Chinese or Japanese characters.</param>
/// <param name="KeepBy">Field or path with a number: of several copies the one with the largest is kept; null goes by length alone.</param>
/// <param name="Threads">The result does not depend on it.</param>
public sealed record DedupSettings(
    DocumentFields Fields, bool Exact, bool Url, bool Near, BandSettings Bands, int WordsPerShingle, int CharactersPerShingle,
    SimilarityMeasure Measure, double Threshold, string? KeepBy, int Threads)
{
    /// <summary>The one spelling of the row's address; null where addresses do not count or the row has none.</summary>
    internal string? AddressOf(DataForge.Core.Row row) => Url && Fields.UrlOf(row) is { } url ? WebAddress.Parse(url)?.Key : null;
}
