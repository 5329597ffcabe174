namespace DataForge.Models.Engine;

/// <summary>Log-probability of given tokens after a prompt.</summary>
internal sealed class LogProbabilities(DecoderSession session)
{
    private readonly PromptReader _reader = new(session);

    /// <returns>Natural logarithms, one for each token of the completion.</returns>
    /// <param name="prompt">At least one token.</param>
    public double[] Of(ReadOnlySpan<int> prompt, ReadOnlySpan<int> completion)
    {
        if (completion.IsEmpty) return [];
        int[] text = [.. prompt, .. completion[..^1]];
        var from = prompt.Length - 1;
        var positions = Enumerable.Range(from, completion.Length).ToArray();
        var wanted = completion.ToArray();
        var result = new double[wanted.Length];
        session.Grow(text.Length, 0, 0);
        _reader.Visit(0, text, positions, (position, row) => result[position - from] = row[wanted[position - from]] - LogitRow.LogSumExp(row));
        return result;
    }
}
