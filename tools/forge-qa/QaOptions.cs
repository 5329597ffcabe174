using System.Text;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Synthesis;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Qa;

/// <summary>Options of both commands.</summary>
internal static class QaOptions
{
    public static readonly ListOpt Text = new("text-field", DocumentFields.Default.Text, "NAME", "Field with the text; the first that is there.");
    public static readonly IntOpt MaxChars = new("max-chars", 8000, 100, 1 << 20, "characters", "Of a document that the model sees.");
    public static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    public static readonly IntOpt MaxTokens = new("max-tokens", 2048, 1, 1 << 20, "tokens", "Most tokens of one reply.");
    public static readonly NumberOpt VoteTemperature = new("vote-temperature", 0.7, 0, 100, "0 is greedy", "As --temperature, for the solutions that vote.");

    public static IReadOnlyList<Opt> All { get; } =
        [Prompts, MaxTokens, VoteTemperature, SamplingOptions.Seed, .. ContaminationOptions.Sources, .. RunOptions.Model, .. BackendOptions.All, .. BatchOptions.All];

    /// <exception cref="ForgeException">A benchmark or prompt folder that cannot be opened.</exception>
    public static QaSettings Read(Parsed p, int votes, double temperature, bool completeOnly, bool unanswered)
    {
        SamplingParameters Sampling(double t) => new(t, 1, 0, p.Get(MaxTokens), [], p.Get(SamplingOptions.Seed));
        return new QaSettings(new DocumentFields(p.Get(Text), []), PromptLibrary.Open(p.Get(Prompts)), Sampling(temperature), p.Get(MaxChars), votes, Sampling(p.Get(VoteTemperature)), completeOnly, unanswered, Overlap(p));
    }

    /// <summary>Null where no benchmark is named.</summary>
    private static Func<string, string?>? Overlap(Parsed p)
    {
        if (ContaminationOptions.Sources.OfType<ListOpt>().All(o => p.Get(o).Count == 0)) return null;
        var scanner = new Scanner(ContaminationIndex.Of(ContaminationOptions.OpenIndex(p)));
        return text => scanner.Scan(text) is [{ Action: HitAction.Drop } hit, ..] ? Json(hit) : null;
    }

    private static string Json(Hit hit) => Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("benchmark", hit.Benchmark);
        w.WriteString("item", hit.Item);
        w.WriteString("tier", hit.Tier);
        w.WriteString("matched", hit.Matched);
        w.WriteEndObject();
    }));
}
