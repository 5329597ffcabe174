using System.Globalization;
using System.Text;

namespace DataForge.Core;

/// <summary>Ids are content: the same problem has the same id wherever it came from, so resume is a set difference and lineage a join.</summary>
public static class Identity
{
    private const string ProblemVersion = "problem/1";
    private const string SampleVersion = "sample/1";
    private const string PromptVersion = "prompt/1";

    /// <summary>32 hex digits over the problem in NFC with outer white space trimmed and inner runs collapsed to one space; the source is not part of it.</summary>
    public static string OfProblem(string problem) => StableHash.Hex128(ProblemVersion, Canonical(problem));

    /// <summary>32 hex digits over everything that decides a sample's text.</summary>
    public static string OfSample(string problemId, int rollout, long seed, string modelRevision, string precision, string engine, string promptHash, SamplingParameters p) =>
        StableHash.Hex128(SampleVersion, problemId, Text(rollout), Text(seed), modelRevision, precision, engine, promptHash,
            Text(p.Temperature), Text(p.TopP), Text(p.TopK), Text(p.MaxTokens), Text(p.Stop.Count), string.Join('\0', p.Stop));

    /// <summary>32 hex digits over the prompt as the model sees it.</summary>
    public static string OfPrompt(string prompt) => StableHash.Hex128(PromptVersion, prompt);

    internal static string Canonical(string problem)
    {
        var text = problem.Normalize(NormalizationForm.FormC);
        var builder = new StringBuilder(text.Length);
        var pending = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                pending = builder.Length > 0;
                continue;
            }

            if (pending) builder.Append(' ');
            pending = false;
            builder.Append(c);
        }

        return builder.ToString();
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
