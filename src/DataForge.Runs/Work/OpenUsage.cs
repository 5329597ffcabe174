using DataForge.Runner;

namespace DataForge.Runs.Work;

/// <summary>What parts that were begun and are not done have used so far, from their journals: an interrupted or killed part has told nothing else.</summary>
internal static class OpenUsage
{
    /// <returns>Figures of each such part, less what its ended attempts told.</returns>
    public static IReadOnlyList<ShardFigures> Of(RunState state, StageState stage, CancellationToken cancel)
    {
        if (stage.Stage.Tool is null || stage.Stage.Output != Manifests.OutputKind.Rows) return [];
        var open = new List<ShardFigures>();
        for (var shard = 0; shard < stage.Stage.Shards; shard++)
        {
            if (stage.IsDone(shard) || stage.Attempts(shard) == 0) continue;
            if (JournalUsage.Of(state.Work.Output(stage.Stage, shard) + Runner.RunSettings.JournalSuffix, cancel) is not { Calls: > 0 } used) continue;
            var told = stage.SpentOn(shard);
            open.Add(new ShardFigures
            {
                Calls = Math.Max(0, used.Calls - (told?.Calls ?? 0)),
                TokensIn = Math.Max(0, used.TokensIn - (told?.TokensIn ?? 0)),
                TokensOut = Math.Max(0, used.TokensOut - (told?.TokensOut ?? 0)),
            });
        }

        return open;
    }
}
