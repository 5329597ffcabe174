using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Voting;

namespace DataForge.Tools.Vote;

/// <summary>forge-vote: its options, and the stage they make.</summary>
internal static class VoteTool
{
    private static readonly ChoiceOpt Weight = new("weight", "sigmoid", VoteSettings.WeightNames, "What a vote weighs; all but count need scores.");
    private static readonly NumberOpt WeightScale = new("weight-scale", 1, 1e-6, 1e6, "factor", "The score is multiplied by it before it is made a weight.");
    private static readonly TextOpt Select = new("select", "top-k:1", "HOW", "top-k:K by score, paths or paths:K (distinct), or all.");
    private static readonly ChoiceOpt Among = new("among", "winner", ["winner", "right"], "Select among the winner's samples, or the right ones (gold).");
    private static readonly IntOpt MinVotes = new("min-votes", 1, 1, int.MaxValue, "votes", "Abstain when fewer samples voted.");
    private static readonly OptionalShareOpt MinShare = new("min-share", "share of the weight", "no bound", "Abstain when the winner holds less.");
    private static readonly OptionalShareOpt MinMargin = new("min-margin", "share of the weight", "no bound", "Abstain when the winner leads the second by less.");
    private static readonly FileOpt Votes = new("votes", null, "Vote records; - writes only them, to standard output.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge-vote", Tool.Description,
        "forge-vote --weight sigmoid --votes votes.jsonl < samples.jsonl > selected.jsonl",
        [Weight, WeightScale, Select, Among, MinVotes, MinShare, MinMargin, Votes, SampleOptions.Computed, .. SampleOptions.All, .. FieldOptions.All, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var stage = Read(p);
        var settings = RunOptions.Read(p, new SamplesInput(p.Inputs, stage.Names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort)));
        if (p.Get(Votes) is { } votes) settings = settings with { Side = [KeyValuePair.Create(VoteStage.Votes, votes)], Out = votes == "-" && settings.Out == "-" ? null : settings.Out };
        return RunOptions.Run(new VoteStage(stage), settings, context);
    }

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    private static VoteStageSettings Read(Parsed p)
    {
        var selection = SelectionSettings.Parse(p.Get(Select)!)
            ?? throw new ForgeException($"--select: expected top-k:K, paths, paths:K or all (K from 1), found \"{p.Get(Select)}\"");
        if (p.Get(Votes) == "-" && p.SourceOf(InputOutputOptions.Out) != SettingSource.Default && p.Get(InputOutputOptions.Out) == "-")
            throw new ForgeException("--votes - and --out - would mix two kinds of rows on standard output");
        return new VoteStageSettings(
            new VoteSettings(VoteSettings.WeightOf(p.Get(Weight)!), p.Get(WeightScale), p.Get(MinVotes), p.Get(MinShare), p.Get(MinMargin)),
            selection with { AmongRight = p.Get(Among) == "right" },
            FieldOptions.Read(p), p.Get(SampleOptions.ScoreField)!, p.Get(SampleOptions.Regrade), p.Get(SampleOptions.Computed));
    }
}
