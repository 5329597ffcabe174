namespace DataForge.Models.Engine;

/// <summary>Log-probabilities of given tokens after a prompt, which is read once for all completions and kept for the next request.</summary>
internal sealed class LogProbabilities(DecoderSession session)
{
    private readonly SlotText _slot = new(session);

    /// <returns>For each completion the natural logarithms of its tokens.</returns>
    /// <param name="prompt">At least one token.</param>
    /// <param name="completions">Each at least one token.</param>
    public double[][] Of(int[] prompt, IReadOnlyList<int[]> completions)
    {
        var results = completions.Select(c => new double[c.Length]).ToArray();
        for (var c = 0; c < results.Length; c++)
        {
            var (completion, result) = (completions[c], results[c]);
            if (completion.Length == 1 && c > 0 && completions[0].Length == 1) continue; // seen with the first one
            int[] text = [.. prompt, .. completion.AsSpan(0, completion.Length - 1)];
            _slot.Visit(text, [.. Enumerable.Range(prompt.Length - 1, completion.Length)], (position, row) =>
            {
                var (next, sum) = (position - prompt.Length + 1, FiniteSum(row));
                result[next] = row[completion[next]] - sum;
                for (var other = c + 1; completion.Length == 1 && other < results.Length; other++)
                    if (completions[other].Length == 1)
                        results[other][0] = row[completions[other][0]] - sum;
            });
        }

        return results;
    }

    private static double FiniteSum(ReadOnlySpan<float> row)
    {
        var sum = LogitRow.LogSumExp(row);
        TokenSampler.RequireFinite((float)sum);
        return sum;
    }
}
