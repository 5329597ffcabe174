namespace DataForge.Core;

/// <summary>How likely each of a few completions is after one prompt.</summary>
/// <param name="Prompt">Messages are rendered with the opening of the assistant's turn; a completion follows it directly.</param>
/// <param name="Completions">At least one, none empty; the end token is not added.</param>
public sealed record LogProbRequest(Prompt Prompt, IReadOnlyList<string> Completions);

/// <summary>One completion's log-probabilities, or why there are none.</summary>
/// <param name="LogProbabilities">Natural logarithms, one a token of the completion; empty when <paramref name="Error"/> is set.</param>
public sealed record LogProbs(IReadOnlyList<double> LogProbabilities, int InputTokens, string? Error = null)
{
    public double Sum => LogProbabilities.Sum();

    public double Mean => LogProbabilities.Count == 0 ? double.NaN : Sum / LogProbabilities.Count;
}

/// <summary>A language model asked for probabilities instead of text.</summary>
public interface ILogProbScorer : IAsyncDisposable
{
    string Model { get; }

    string Revision { get; }

    int InFlight { get; }

    /// <summary>One result a completion, in order. What failed after retries comes back with its error.</summary>
    /// <exception cref="ForgeException">The model cannot serve any request.</exception>
    Task<IReadOnlyList<LogProbs>> Score(LogProbRequest request, CancellationToken cancel);
}
