namespace DataForge.Models.Import;

/// <summary>Cosines and sines of every position, as the attention operator reads them.</summary>
/// <remarks>
/// Linear: Chen et al. 2023 (arXiv:2306.15595). YaRN: Peng et al. 2023 (arXiv:2309.00071), section 3.2 and the attention factor of section 3.4.
/// LongRoPE: Ding et al. 2024 (arXiv:2402.13753), its short factors, which hold up to the original context. llama3: the smoothing of the Llama 3.1 release. Arithmetic in double, angles rounded to float as the reference implementation keeps them.
/// </remarks>
internal static class RopeTable
{
    /// <summary>headDim / 2 inverse frequencies.</summary>
    public static float[] InverseFrequencies(RopeScaling rope, int headDim)
    {
        var half = headDim / 2;
        var plain = Enumerable.Range(0, half).Select(i => 1.0 / Math.Pow(rope.Theta, 2.0 * i / headDim)).ToArray();
        return [.. (rope.Kind switch
        {
            "default" => plain,
            "linear" => plain.Select(f => f / rope.Factor),
            "llama3" => plain.Select(f => Llama3(f, rope)),
            "yarn" => Yarn(plain, rope, headDim),
            "factors" or "longrope" => plain.Select((f, i) => f / rope.Divisors![i]),
            _ => throw new ArgumentException($"rope kind {rope.Kind}", nameof(rope)),
        }).Select(f => (float)f)];
    }

    /// <summary>Multiplies cosine and sine; 1 except for YaRN and LongRoPE.</summary>
    public static double AttentionFactor(RopeScaling rope) => rope.Kind switch
    {
        "yarn" => rope.Attention ?? (rope.Factor <= 1 ? 1 : (0.1 * Math.Log(rope.Factor)) + 1),
        "longrope" => rope.Attention ?? (rope.Factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(rope.Factor) / Math.Log(rope.OriginalPositions)))),
        _ => 1,
    };

    /// <summary>Fills two [positions, columns] tables; columns beyond headDim / 2 are padding that turns nothing.</summary>
    public static (float[] Cosines, float[] Sines) Build(RopeScaling rope, int headDim, int columns, int positions)
    {
        var inverse = InverseFrequencies(rope, headDim);
        var scale = AttentionFactor(rope);
        var cosines = new float[(long)positions * columns];
        var sines = new float[(long)positions * columns];
        for (var p = 0; p < positions; p++)
        {
            for (var c = 0; c < columns; c++)
            {
                var angle = c < inverse.Length ? p * inverse[c] : 0f;
                cosines[(p * columns) + c] = (float)(MathF.Cos(angle) * scale);
                sines[(p * columns) + c] = (float)(MathF.Sin(angle) * scale);
            }
        }

        return (cosines, sines);
    }

    private static double Llama3(double frequency, RopeScaling rope)
    {
        var turns = rope.OriginalPositions * frequency / (2 * Math.PI);
        if (turns < rope.LowFrequency) return frequency / rope.Factor;
        if (turns > rope.HighFrequency) return frequency;
        var smooth = (turns - rope.LowFrequency) / (rope.HighFrequency - rope.LowFrequency);
        return ((1 - smooth) * frequency / rope.Factor) + (smooth * frequency);
    }

    private static IEnumerable<double> Yarn(double[] plain, RopeScaling rope, int headDim)
    {
        var low = Dimension(rope.BetaFast);
        var high = Dimension(rope.BetaSlow);
        if (rope.Truncate) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        low = Math.Max(low, 0);
        high = Math.Min(high, headDim - 1);
        if (high == low) high += 0.001;
        return plain.Select((f, i) =>
        {
            var ramp = Math.Clamp((i - low) / (high - low), 0, 1);
            return (f / rope.Factor * ramp) + (f * (1 - ramp));
        });

        double Dimension(double turns) => headDim * Math.Log(rope.OriginalPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));
    }
}
