using DataForge.Cli;
using DataForge.Tools.Vote;

return await ToolHost.Run(args, new Tool("forge-vote", Tool.Description,
    "forge-vote --weight sigmoid --votes votes.jsonl < samples.jsonl > selected.jsonl",
    VoteToolSettings.Options, Run.Vote, [Positional.Inputs]));
