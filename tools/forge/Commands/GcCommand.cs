using System.Globalization;
using System.Text;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge gc: what of old work folders is not needed any more.</summary>
internal static class GcCommand
{
    private static readonly Positional Folders = new("WORK", 0, int.MaxValue, "Folders of runs; without one all runs that this user started.");
    private static readonly OptionalIntOpt OlderThan = new("older-than", 0, "days", "outputs are kept", "Whole folders of runs that ended so long ago, outputs and all.") { ChangesOutput = false };
    private static readonly FlagOpt Delete = new("delete", "Remove what is listed; without it nothing is removed.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge gc", "Lists what of work folders nobody needs: stages of earlier plans, divided inputs, previews; with --delete it goes.",
        "forge gc demo.run --delete", [OlderThan, Delete], Run, [Folders]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var named = p.Positionals.GetValueOrDefault(Folders.Name) ?? [];
        var works = (named.Count > 0 ? named : RunIndex.Runs().Select(r => r.Work)).Select(w => new WorkFolder(Path.GetFullPath(w)));
        DateTimeOffset? whole = p.Get(OlderThan) is { } days ? context.Time.GetUtcNow() - TimeSpan.FromDays(days) : null;
        var page = new StringBuilder();
        var found = works.SelectMany(w => WorkGarbage.Of(w, whole, context.Time)).ToList();
        foreach (var garbage in found)
        {
            page.Append(CultureInfo.InvariantCulture, $"{garbage.Bytes,15}  {garbage.Path}  {garbage.Why}\n");
            if (p.Get(Delete)) garbage.Remove();
        }

        page.Append(CultureInfo.InvariantCulture, $"{found.Sum(g => g.Bytes),15}  bytes {(p.Get(Delete) ? "removed" : "could be removed (--delete)")}\n");
        Page.Print(page.ToString());
        return Task.FromResult(ExitCode.Ok);
    }
}
