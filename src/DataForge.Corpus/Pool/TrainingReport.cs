using System.Globalization;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>What a classifier's training told of sources that were held out from it.</summary>
/// <param name="HeldOutBySource">False where there was one positive source only.</param>
/// <param name="Recall">Mean over held-out positive sources, against <paramref name="Target"/>.</param>
/// <param name="False">Mean over held-out other sources, against <paramref name="MaxFalse"/>.</param>
/// <param name="WorstFalse">The largest share that a held-out other source had.</param>
public sealed record TrainingReport(bool HeldOutBySource, double Recall, double Target, double False, double MaxFalse, double WorstFalse)
{
    private const double Tolerance = 1e-6;

    public static TrainingReport Of(RecallModel model) =>
        new(model.HeldOutBySource, model.MeanRecall, model.TargetRecall, model.MeanFalse, model.MaxFalse, model.Sources.Where(s => !s.Positive).Select(s => s.Share).DefaultIfEmpty(0).Max());

    /// <summary>Reads what forge-recall train --report wrote.</summary>
    /// <exception cref="ForgeException">It is no such report.</exception>
    public static TrainingReport Read(byte[] json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var shares = root.GetProperty("sources").EnumerateArray().Where(s => !s.GetProperty("positive").GetBoolean()).Select(s => s.GetProperty("false").GetDouble());
            return new TrainingReport(root.GetProperty("held_out_by_source").GetBoolean(), Number("mean_recall"), Number("target_recall"), Number("mean_false"), Number("max_false"), shares.DefaultIfEmpty(0).Max());

            double Number(string name) => root.GetProperty(name).GetDouble();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ForgeException($"{path}: expected the report of forge-recall train, found something else: {e.Message}", e);
        }
    }

    /// <summary>Why the classifier cannot be trusted with sources that it has not seen; nothing where it can.</summary>
    public IEnumerable<string> Faults
    {
        get
        {
            if (!HeldOutBySource) yield return "the classifier knows one mathematical source only: its recall on others is not known";
            else if (Recall < Target - Tolerance) yield return Say($"held-out mathematical sources come through at {Recall:0.000}, {Target:0.###} was asked for");
            if (False > MaxFalse + Tolerance) yield return Say($"held-out other sources come through at {False:0.000}, at most {MaxFalse:0.###} is allowed");
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
