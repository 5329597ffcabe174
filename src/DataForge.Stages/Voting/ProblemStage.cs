using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>A stage whose items are all samples of a problem.</summary>
public abstract class ProblemStage(FieldNames names, string scoreField) : Stage<ProblemSamples>
{
    /// <summary>Samples read, repeats left out.</summary>
    protected const string SamplesRead = "samples";

    protected const string Problems = "problems";

    public override string Unit => "problems";

    public override string ShardKey(ProblemSamples item) => item.ProblemId;

    /// <summary>The samples of a problem stand together; a problem with a bad record is left out whole.</summary>
    public override IEnumerable<StageItem<ProblemSamples>> Read(IEnumerable<Row> rows, IBadRecords bad) =>
        ProblemSamples.Of(ProblemGroups.Of(rows), names, scoreField, (e, row) => bad.Pass(e, row.Utf8))
            .Select(p => new StageItem<ProblemSamples>(p, p.Samples.Count + p.Repeats.Count + p.Surplus.Count));

    /// <summary>A result that holds the problem's repeated samples as rejects.</summary>
    protected StageResult Begin(ProblemSamples item)
    {
        var result = new StageResult().Count(Problems).Count(SamplesRead, item.Samples.Count);
        foreach (var row in item.Repeats) result.Drop(row, ProblemSamples.Repeated(Name));
        foreach (var row in item.Surplus) result.Drop(row, ProblemSamples.BeyondStop(Name));
        return result;
    }
}
