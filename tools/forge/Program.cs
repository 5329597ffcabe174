using DataForge.Cli;
using DataForge.Tools.Forge;
using DataForge.Tools.Forge.Commands;

return args switch
{
    ["help", var name, .. var rest] when Suite.Find(name) is { } path => Suite.Become(path, [.. rest, "--help"]),
    ["help", var name] when RunCommands.Has(name) => await Suite.Command([name, "--help"]),
    [var name, ..] when RunCommands.Has(name) => await Suite.Command(args),
    ["--describe"] => await Suite.Command(args),
    [var name, .. var rest] when !name.StartsWith('-') && Suite.Find(name) is { } path => Suite.Become(path, rest),
    _ => await ToolHost.Run(args, Suite.Front),
};
