using DataForge.Cli;
using DataForge.Tools.Forge;

return args is [var name, .. var rest] && !name.StartsWith('-') && Suite.Find(name) is { } path
    ? Suite.Become(path, rest)
    : await ToolHost.Run(args, new Tool("forge", Tool.Description, "forge vote --votes votes.jsonl < samples.jsonl > selected.jsonl", [], Suite.List,
        [new Positional("TOOL", 0, 1, "A tool's name with or without forge-, then its own options; without it, the list. With options: every tool's options as Markdown.")]));
