using System.Globalization;
using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>The gates by sampling: a new problem goes on, with its samples, where they agree on an answer and it is no seed again. Problems that no evolution made go on as they are.</summary>
public sealed class AgreementStage(AgreementStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    private const string Asked = "evolved.", Passed = "passed.", Refused = "refused.";
    private static readonly VoteSettings Plain = new(VoteWeight.Count);

    public override string Name => "gate";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel)
    {
        var result = Begin(item);
        if (item.Samples.Count == 0) return ValueTask.FromResult(result);
        var query = PairQuery.Of(item, settings.Names);
        var kind = query.First.Text("evolution");
        if (kind is not null && Refuse(query, item.Samples) is { } why)
        {
            var row = query.Summary(item.Samples).With(e => e.Set("evolution", kind).Carry(query.First, ["parent_id"]));
            return ValueTask.FromResult(result.Count(Asked + kind).Count($"{Refused}{kind}.{why.Rule}").Drop(row, why));
        }

        if (kind is not null) result.Count(Asked + kind).Count(Passed + kind);
        foreach (var sample in item.Samples) result.Add(sample.Row);
        return ValueTask.FromResult(result);
    }

    private Reject? Refuse(PairQuery query, IReadOnlyList<SampleView> samples)
    {
        if (settings.Seeds.Near(query.Problem, query.ProblemId) is { } seed)
            return new Reject(Name, "near_seed", $"the problem is nearly the seed {Printable.Line(seed.Text, 200)}", System.Text.Encoding.UTF8.GetString(RowEdit.Json(w => WriteSeed(w, seed.Id))));
        var votes = Vote.Count([.. samples.Select(s => settings.Computed && SolutionTrace.NotComputed(Name, s) is not null ? s.Ballot with { Key = null } : s.Ballot)], Plain);
        var most = votes.Answers.Count == 0 ? 0 : votes.Answers[0].Count;
        if (most >= settings.MinVotes && most >= settings.MinShare * samples.Count) return null;
        var found = votes.Answers.Count == 0 ? "none gives an answer" : string.Join(", ", votes.Answers.Take(5).Select(a => string.Create(CultureInfo.InvariantCulture, $"{Printable.Line(a.Answer, 40)} {a.Count}")));
        return new Reject(Name, "no_agreement", $"of {Quantity.Of(samples.Count, "sample")} {most} agree: {found}");
    }

    private static void WriteSeed(System.Text.Json.Utf8JsonWriter w, string id)
    {
        w.WriteStartObject();
        w.WriteString("seed", id);
        w.WriteEndObject();
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}, {Quantity.Of(counts.Of(SamplesRead), "sample")}: {Quantity.Of(counts.Of(RunCounts.RowsOut), "sample")} go on{counts.DroppedAs("dropped")}";
        foreach (var (kind, asked) in counts.Under(Asked))
            yield return $"{kind}: {counts.Of(Passed + kind):N0} of {Quantity.Of(asked, "problem")} passed{(counts.Under($"{Refused}{kind}.").Count > 0 ? $"; {counts.List($"{Refused}{kind}.")}" : "")}";
    }
}
