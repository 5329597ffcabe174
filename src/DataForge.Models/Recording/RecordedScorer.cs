using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.Recording;

/// <summary>A reward model that is recorded or replayed.</summary>
internal sealed class RecordedScorer(BackendSettings settings, StepAggregation fold, Func<Task<IScorer>> open) : RecordedModel<IScorer>(settings, "scorer", open), IScorer
{
    public ScoreActivation Activation => Enum.Parse<ScoreActivation>(Fact("activation"));

    public string Model => Fact("name");

    public string Revision => Fact("revision");

    public int InFlight => FactNumber("in_flight");

    protected override void Describe(IScorer model, Utf8JsonWriter writer)
    {
        writer.WriteString("name", model.Model);
        writer.WriteString("revision", model.Revision);
        writer.WriteString("activation", model.Activation.ToString());
        writer.WriteNumber("in_flight", model.InFlight);
    }

    public async Task<Score> Score(ScoreRequest request, CancellationToken cancel)
    {
        var asked = CallRecording.Request("score", w =>
        {
            w.WriteString("revision", Revision);
            w.WriteString("steps", fold.ToString());
            WritePrompt(w, new Prompt(request.Messages));
        });
        if (Find(asked) is { } known)
            return new Score(known.GetProperty("value").GetDouble(), known.GetProperty("input_tokens").GetInt32(), null, known.TryGetProperty("steps", out var steps) ? [.. steps.EnumerateArray().Select(s => s.GetDouble())] : null);
        var score = await (await Inner()).Score(request, cancel);
        if (score is { Error: null, Value: { } value })
            Calls.Add(asked, w =>
            {
                w.WriteStartObject();
                w.WriteNumber("value", value);
                w.WriteNumber("input_tokens", score.InputTokens);
                if (score.Steps is { } parts)
                {
                    w.WriteStartArray("steps");
                    foreach (var part in parts) w.WriteNumberValue(part);
                    w.WriteEndArray();
                }

                w.WriteEndObject();
            });
        return score;
    }
}
