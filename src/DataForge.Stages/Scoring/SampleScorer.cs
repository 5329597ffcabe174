using System.Text.Json;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Scores samples and writes the score into their rows.</summary>
/// <param name="name">As <c>scored_by.method</c> says it.</param>
public sealed class SampleScorer(ScoreMethod method, string name)
{
    private readonly byte[] _origin = RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("model", method.Origin.Model);
        w.WriteString("model_revision", method.Origin.Revision);
        w.WriteString("method", name);
        w.WriteString("activation", method.Activation);
        w.WriteEndObject();
    });

    /// <summary>The sample's score; null for one without text.</summary>
    public async Task<Score?> Of(ScoredSample sample, CancellationToken cancel) => sample.Generation is null ? null : await method.Of(sample, cancel);

    /// <summary>The row with its score.</summary>
    public Row WithScore(Row row, Score? score) => row.With(e =>
    {
        e.SetRaw("scored_by", score is null ? default : _origin);
        e.Set("reward_model_score", score?.Value);
        if (score?.Steps is { } steps) e.SetRaw("step_scores", JsonSerializer.SerializeToUtf8Bytes(steps));
        else e.Remove("step_scores");
    });
}
