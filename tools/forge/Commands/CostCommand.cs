using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Pages;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge cost: what a run has used, and what an accepted row cost.</summary>
internal static class CostCommand
{
    public static readonly Tool Registration = new("forge cost", "Says what a run used: tokens, requests, seconds and money by stage, for an accepted row, and for rows that were dropped.",
        "forge cost demo.run", [RunCommand.LedgerOption, StatusCommand.Json], Run, [StatusCommand.Folder]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var work = new WorkFolder(p.Positionals[StatusCommand.Folder.Name][0]);
        var cost = RunCost.Of(p.Get(RunCommand.LedgerOption) is null && File.Exists(work.PlanFile) ? StageSums.OfFolder(work, context.Cancel) : OfLedger(p.Get(RunCommand.LedgerOption) ?? work.LedgerFile, work));
        Page.Print(p.Get(StatusCommand.Json) ? cost.Json() : cost.Text());
        return Task.FromResult(ExitCode.Ok);
    }

    private static IReadOnlyList<StageLine> OfLedger(string address, WorkFolder work)
    {
        if (!Ledger.IsServer(address) && !File.Exists(address)) throw new ForgeException($"{address}: no ledger: expected the folder of a run, or --{RunCommand.LedgerOption.Name}");
        using var ledger = Ledger.Open(address);
        return ledger.Stages(Ledger.IdOf(work));
    }
}
