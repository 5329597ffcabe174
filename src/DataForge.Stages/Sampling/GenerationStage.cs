using DataForge.Core;

namespace DataForge.Stages;

/// <summary>A stage that has a model write.</summary>
public abstract class GenerationStage<TItem>(IGenerator generator) : Stage<TItem>
    where TItem : class
{
    /// <summary>The rule of a reject whose generation failed after its retries.</summary>
    protected const string Failed = "generation_failed";

    protected IGenerator Generator { get; } = generator;

    public override int InFlight => Generator.InFlight;

    public override string FailuresAre => "generations failed";
}

/// <summary>One that writes about problems. A problem that stood in the input before is a duplicate.</summary>
public abstract class ProblemGenerationStage(IGenerator generator, FieldNames names) : GenerationStage<ProblemWork>(generator)
{
    /// <summary>Why a repeated problem is dropped.</summary>
    protected Reject Repeated => new(Name, "duplicate", "the problem stood in the input before");

    public override string ShardKey(ProblemWork item) => item.Problem.Id;

    public override IEnumerable<StageItem<ProblemWork>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Each(rows, bad, row =>
        {
            var problem = Problem.From(row, names);
            return new ProblemWork(problem, !seen.Add(problem.Id));
        });
    }
}
