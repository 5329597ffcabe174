using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Runner;

namespace DataForge.Tools.Dedup;

/// <summary>forge-dedup: its options, and the stage they make.</summary>
internal static class DedupTool
{
    private static readonly string[] Ways = ["exact", "url", "near"];

    private static readonly ListOpt Text = new("text-field", DocumentFields.Default.Text, "NAME", "Field with the text; the first that is there.");
    private static readonly ListOpt Url = new("url-field", DocumentFields.Default.Url, "NAME", "Field with the address; the first that is there.");
    private static readonly ListOpt By = new("by", Ways, "WAY", "What makes a copy: exact, url, near.");
    private static readonly ChoiceOpt Measure = new("measure", "jaccard", ["jaccard", "containment"], "Shingles in common: of both texts, or of the dropped one's.");
    private static readonly NumberOpt Threshold = new("threshold", 0.7, 0.1, 1, "share of shingles", "Texts at least so alike are copies.");
    private static readonly TextOpt KeepBy = new("keep-by", null, "FIELD", "Keep the copy with the largest number here; else the longest.");
    private static readonly IntOpt Words = new("words", 5, 1, 64, "words", "Length of a shingle.");
    private static readonly IntOpt Characters = new("characters", 8, 1, 64, "characters", "Length of a shingle in Chinese and Japanese.");
    private static readonly IntOpt Bands = new("bands", 14, 1, 256, "bands", "Bands of a signature; texts that share one are compared.");
    private static readonly IntOpt BandRows = new("band-rows", 8, 1, 64, "hashes", "Hashes in a band.");
    private static readonly IntOpt Arrangements = new("arrangements", 2, 1, 8, "ways", "Ways to put the hashes into bands; more find more.");
    private static readonly IntOpt Seed = new("seed", 0, 0, int.MaxValue, "(any number)", "Another seed takes other hash functions.");
    private static readonly IntOpt Threads = new("threads", 0, 0, 1024, "threads (0 takes all cores)", "Output does not depend on it.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge-dedup", Tool.Description, "forge-dedup --rejects dup.jsonl < docs.jsonl > unique.jsonl",
        [Text, Url, By, Measure, Threshold, KeepBy, Words, Characters, Bands, BandRows, Arrangements, Seed, Threads, .. RunOptions.Rows.Where(o => o != InputOutputOptions.Limit && o != RunOptions.OutDir)],
        (p, context) => RunOptions.Run(new DedupStage(Read(p)), RunOptions.Read(p, new RowsInput(p.Inputs)), context), [Positional.Inputs]);

    /// <exception cref="ForgeException">An unknown way, or bands that cannot be arranged so often.</exception>
    private static DedupSettings Read(Parsed p)
    {
        var ways = p.Get(By);
        if (ways.Count == 0 || ways.FirstOrDefault(w => !Ways.Contains(w)) is not null)
            throw new ForgeException($"--by: expected some of {string.Join(", ", Ways)}, found \"{string.Join(',', ways)}\"");
        if (p.Get(Arrangements) > p.Get(Bands)) throw new ForgeException($"--arrangements: expected no more than --bands {p.Get(Bands)}, found {p.Get(Arrangements)}");
        return new DedupSettings(
            new DocumentFields(p.Get(Text), p.Get(Url)), ways.Contains("exact"), ways.Contains("url"), ways.Contains("near"),
            new BandSettings(p.Get(Bands), p.Get(BandRows), p.Get(Arrangements), p.Get(Seed)), p.Get(Words), p.Get(Characters),
            p.Get(Measure) == "jaccard" ? SimilarityMeasure.Jaccard : SimilarityMeasure.Containment, p.Get(Threshold), p.Get(KeepBy),
            p.Get(Threads) is > 0 and var threads ? threads : Environment.ProcessorCount);
    }
}
