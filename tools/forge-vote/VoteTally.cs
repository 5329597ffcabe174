using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Vote;

/// <summary>Counts for the closing line.</summary>
internal sealed class VoteTally
{
    private long _problems, _samples, _selected, _tied, _abstained, _known, _right;

    public Tally Dropped { get; } = new();

    public void Add(VotedProblem problem)
    {
        _problems++;
        _samples += problem.Samples;
        _selected += problem.Selected.Count;
        if (problem.Result.Tied) _tied++;
        if (problem.Result.Abstained is not null) _abstained++;
        if (problem.IsCorrect is not null) _known++;
        if (problem.IsCorrect == true) _right++;
    }

    public void Say(ToolContext context, BadRows bad, IReadOnlyList<string> inputs)
    {
        context.SayIfNoRows(_samples, inputs);
        context.Say($"{_problems:N0} problems, {_samples:N0} samples: {_selected:N0} selected, {_tied:N0} ties, {_abstained:N0} abstained{(Dropped.Total > 0 ? $"; not selected: {Dropped}" : "")}");
        if (_known > 0) context.Say($"the winner is right in {_right:N0} of {_known:N0} problems whose winner carries a label");
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (bad.Overspent) context.Gate(bad.Verdict);
    }
}
