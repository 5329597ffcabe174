using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Runner;

namespace DataForge.Tools.Pool;

/// <summary>forge-pool: its options, and the stage they make.</summary>
internal static class PoolTool
{
    private static readonly ListOpt Url = new("url-field", DocumentFields.Default.Url, "NAME", "Field with the address; the first that is there.");
    private static readonly TextOpt Verdict = new("verdict-field", RecallScoreStage.VerdictField, "NAME", "Field that is true for a hit.");
    private static readonly FileOpt Seeds = new("seeds", null, "Pages in mathematical parts of hosts, found by the classifier or not.") { ChangesOutput = false };
    private static readonly FileOpt Review = new("review", null, "Undecided hosts, and prefixes of mathematical ones, for a person to judge.") { ChangesOutput = false };
    private static readonly IntOpt MinPages = new("min-pages", 50, 1, int.MaxValue, "pages", "A host of so many pages is taken by its share of hits.");
    private static readonly NumberOpt MinShare = new("min-share", 0.1, 0, 1, "share of hits", "From here on a host, or a prefix of one, is mathematical.");
    private static readonly IntOpt MinHits = new("min-hits", 10, 1, int.MaxValue, "pages", "A host with so many hits is taken whatever its size.");
    private static readonly IntOpt PrefixPages = new("prefix-pages", 10, 1, int.MaxValue, "pages", "Fewest pages under a prefix that tell anything.");
    private static readonly NumberOpt ReviewShare = new("review-share", 0.03, 0, 1, "share of hits", "Hosts and prefixes from here to --min-share go to --review.");
    private static readonly IntOpt Depth = new("depth", 2, 0, 8, "path segments", "Length of a prefix.");

    private static readonly TextOpt HostField = new("host-field", null, "NAME", "Field that stands for the host, as source for documents of files.");
    private static readonly NumberOpt Converged = new("converged", 0.98, 0, 1, "share of hits", "Of all mathematical pages: fewer, and the loop has not converged.");
    private static readonly FileOpt Report = new("report", null, "The round in figures as JSON; - is standard error.") { ChangesOutput = false };

    private static readonly FileOpt Trained = new("trained", null, "Report of forge-recall train: without it nothing is known of unseen sources.");

    public static readonly Tool Registration = new("forge-pool", Tool.Description, "forge-pool --seeds next.jsonl --review review.jsonl < scored.jsonl > hosts.jsonl",
        [Url, Verdict, Seeds, Review, MinPages, MinShare, MinHits, PrefixPages, ReviewShare, Depth, HostField, Converged, Trained, Report, InputOutputOptions.Out, InputOutputOptions.Rejects, InputOutputOptions.MaxBad, RunOptions.Summary],
        (p, context) =>
        {
            var side = new[] { (PoolStage.Seeds, p.Get(Seeds)), (PoolStage.Review, p.Get(Review)) }.Where(s => s.Item2 is not null).Select(s => KeyValuePair.Create(s.Item1, s.Item2!));
            var settings = new PoolSettings(new DocumentFields([], p.Get(Url)), p.Get(Verdict)!, p.Get(MinPages), p.Get(MinShare), p.Get(MinHits), p.Get(PrefixPages), p.Get(ReviewShare), p.Get(Depth), p.Get(HostField), p.Get(Converged), p.Get(Trained) is { } report ? TrainingReport.Read(InputFiles.Bytes(report), report) : null);
            return RunOptions.Run(new PoolStage(settings, p.Get(Seeds) is not null), RunOptions.Read(p, new RowsInput(p.Inputs)) with { Side = [.. side], Report = p.Get(Report) }, context);
        }, [Positional.Inputs]);
}
