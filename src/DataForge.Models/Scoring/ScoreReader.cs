using DataForge.Models.Engine;
using DataForge.Models.Import;

namespace DataForge.Models.Scoring;

/// <summary>Runs a scorer's graph over one text.</summary>
internal sealed class ScoreReader(DecoderSession session)
{
    private readonly PromptReader _reader = new(session);

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
        session.Grow(ids.Length, 0, 0);
        var results = new List<float[]>(positions.Length);
        _reader.Visit(0, ids, positions, (_, row) => results.Add(row.ToArray()));
        return [.. results];
    }
}
