using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Pages;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge runs: runs of this user, or of a shared ledger.</summary>
internal static class RunsCommand
{
    public static readonly Tool Registration = new("forge runs", "Lists runs, the latest first: those that this user started, or those of a ledger.",
        "forge runs", [RunCommand.LedgerOption, StatusCommand.Json], Run);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var runs = p.Get(RunCommand.LedgerOption) is { } address ? OfLedger(address) : RunIndex.Runs();
        Page.Print(p.Get(StatusCommand.Json) ? RunList.Json(runs) : RunList.Text(runs));
        return Task.FromResult(ExitCode.Ok);
    }

    private static IReadOnlyList<RunLine> OfLedger(string address)
    {
        if (!Ledger.IsServer(address) && !File.Exists(address)) throw new ForgeException($"{address}: no ledger");
        using var ledger = Ledger.Open(address);
        return ledger.Runs();
    }
}
