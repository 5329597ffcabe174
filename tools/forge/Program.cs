using DataForge.Cli;
using DataForge.Tools.Forge;

return args switch
{
    ["help", var name, .. var rest] when Suite.Find(name) is { } path => Suite.Become(path, [.. rest, "--help"]),
    [var name, .. var rest] when !name.StartsWith('-') && Suite.Find(name) is { } path => Suite.Become(path, rest),
    _ => await ToolHost.Run(args, Suite.Front),
};
