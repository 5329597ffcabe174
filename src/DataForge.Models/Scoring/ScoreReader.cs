using DataForge.Models.Engine;
using DataForge.Models.Import;

namespace DataForge.Models.Scoring;

/// <summary>Runs a scorer's graph over one text after another.</summary>
internal sealed class ScoreReader(DecoderSession session)
{
    private readonly SlotText _slot = new(session);

    /// <summary>The head's outputs: at every position for a process reward model, else at the last.</summary>
    /// <returns>[positions][labels].</returns>
    public float[][] All(int[] ids)
    {
        var everywhere = session.Model.Config.Task == ModelTask.ProcessReward;
        return At(ids, everywhere ? [.. Enumerable.Range(0, ids.Length)] : [ids.Length - 1]);
    }

    /// <summary>The head's outputs at the given positions, ascending.</summary>
    public float[][] At(int[] ids, int[] positions)
    {
        var results = new List<float[]>(positions.Length);
        _slot.Visit(ids, positions, (_, row) => results.Add(row.ToArray()));
        return [.. results];
    }
}
