using System.Globalization;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.Recording;

/// <summary>A language model asked for probabilities, recorded or replayed.</summary>
internal sealed class RecordedLogProbScorer(BackendSettings settings, Func<Task<ILogProbScorer>> open) : RecordedModel<ILogProbScorer>(settings, "log-probabilities", open), ILogProbScorer
{
    public string Model => Fact("name");

    public string Revision => Fact("revision");

    public int InFlight => FactNumber("in_flight");

    protected override void Describe(ILogProbScorer model, Utf8JsonWriter writer)
    {
        writer.WriteString("name", model.Model);
        writer.WriteString("revision", model.Revision);
        writer.WriteNumber("in_flight", model.InFlight);
    }

    public async Task<IReadOnlyList<LogProbs>> Score(LogProbRequest request, CancellationToken cancel)
    {
        var asked = CallRecording.Request("log-probabilities", w =>
        {
            w.WriteString("revision", Revision);
            WritePrompt(w, request.Prompt);
            w.WriteStartArray("completions");
            foreach (var completion in request.Completions) w.WriteStringValue(completion);
            w.WriteEndArray();
        });
        if (Find(asked) is { } known)
            return [.. known.EnumerateArray().Select(k => new LogProbs([.. k.GetProperty("log_probabilities").EnumerateArray().Select(Number)], k.GetProperty("input_tokens").GetInt32()))];
        var measured = await (await Inner()).Score(request, cancel);
        if (measured.All(m => m.Error is null))
            Calls.Add(asked, w =>
            {
                w.WriteStartArray();
                foreach (var m in measured)
                {
                    w.WriteStartObject();
                    w.WriteNumber("input_tokens", m.InputTokens);
                    w.WriteStartArray("log_probabilities");
                    foreach (var value in m.LogProbabilities) // JSON has no number for an infinity
                        if (double.IsFinite(value)) w.WriteNumberValue(value);
                        else w.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture));
                    w.WriteEndArray();
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            });
        return measured;
    }

    private static double Number(JsonElement e) => e.ValueKind == JsonValueKind.Number ? e.GetDouble() : double.Parse(e.GetString()!, CultureInfo.InvariantCulture);
}
