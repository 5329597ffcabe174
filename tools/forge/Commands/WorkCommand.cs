using System.Globalization;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge work: a worker of a run.</summary>
internal static class WorkCommand
{
    private static readonly FileOpt PlanOption = new("plan", null, "plan.json in the folder of a run.") { ChangesOutput = false };
    private static readonly TextOpt Share = new("shard", null, "I/N", "Take only every N-th part, from the I-th; without it whatever is free.") { ChangesOutput = false };
    internal static readonly ListOpt Stages = new("stages", [], "NAME", "Take only parts of these stages of the plan, and end with them.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge work", "Works at a run that was planned: takes free parts until none is left. Any number may run at once.",
        "forge work --plan demo.run/plan.json", [PlanOption, Share, Stages, RunCommand.Lease], Run);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Get(PlanOption) ?? throw new ForgeException($"--{PlanOption.Name}: expected the plan of a run, as W/plan.json");
        var plan = Plan.Read(path);
        var stages = p.Get(Stages);
        if (stages.FirstOrDefault(s => plan.Stages.All(of => of.Name != s)) is { } missing) throw new ForgeException($"--{Stages.Name}: no stage \"{missing}\" in this plan (stages: {string.Join(", ", plan.Stages.Select(s => s.Name))})");
        var settings = new WorkerSettings(p.Get(RunCommand.Lease), Only(p.Get(Share))) { Stages = stages.Count > 0 ? stages : null };
        using var worker = new Worker(plan, WorkFolder.OfPlan(path), settings, context.Time, context.Cancel);
        return await worker.Run();
    }

    /// <summary>Counted from 1 as everywhere, or from 0 as array schedulers do: <c>0/8</c> to <c>7/8</c> are taken too, where 0 is asked for.</summary>
    private static (int, int)? Only(string? text)
    {
        if (text is null) return null;
        var parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && index >= 1 && index <= count
            ? (index - 1, count)
            : throw new ForgeException($"--{Share.Name}: expected I/N with I from 1 to N, as 1/4, found \"{text}\"");
    }
}
