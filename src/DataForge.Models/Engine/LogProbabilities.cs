namespace DataForge.Models.Engine;

/// <summary>Log-probabilities of given tokens after a prompt, which is read once for all completions.</summary>
internal sealed class LogProbabilities(DecoderSession session)
{
    private readonly PromptReader _reader = new(session);

    /// <returns>For each completion the natural logarithms of its tokens.</returns>
    /// <param name="prompt">At least one token.</param>
    /// <param name="completions">Each at least one token.</param>
    public double[][] Of(int[] prompt, IReadOnlyList<int[]> completions)
    {
        session.Grow(prompt.Length + completions.Max(c => c.Length), 0, 0);
        var results = completions.Select(c => new double[c.Length]).ToArray();
        _reader.Visit(0, prompt, [prompt.Length - 1], (_, row) =>
        {
            var sum = FiniteSum(row);
            for (var c = 0; c < results.Length; c++) results[c][0] = row[completions[c][0]] - sum;
        });
        for (var c = 0; c < results.Length; c++)
        {
            var (completion, result) = (completions[c], results[c]);
            if (completion.Length == 1) continue;
            var positions = Enumerable.Range(prompt.Length, completion.Length - 1).ToArray();
            _reader.Visit(0, completion.AsSpan(0, completion.Length - 1), positions, (position, row) =>
            {
                var next = position - prompt.Length + 1;
                result[next] = row[completion[next]] - FiniteSum(row);
            }, held: prompt.Length);
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
