using DataForge.Cli;
using DataForge.Tools.Seed;

var make = new Tool("forge-seed", Tool.Description, "forge-seed --count 100 --split train --seed 1 > problems.jsonl", Settings.Options, Run.Make);
var solve = new Tool("forge-seed solve", "Adds the known answer to problems worded as a template, or says unrecognised.",
    "forge-seed solve < evolved.jsonl > answered.jsonl", SolveSettings.Options, Run.Solve, [Positional.Inputs]);
return args is ["solve" or "--describe", ..]
    ? await ToolHost.Run(args, "forge-seed", Tool.Description, [make, solve])
    : await ToolHost.Run(args, make);
