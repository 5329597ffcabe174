using System.Runtime.CompilerServices;

namespace DataForge.Corpus;

/// <summary>Logistic regression over hashed features, each feature counting by its share of the text: p = 1 / (1 + exp(−(b + Σ w / n^½))).</summary>
/// <remarks>Trained by AdaGrad (Duchi, Hazan and Singer 2011) with a step per feature, in one order on one thread: the same weights to the last bit whatever the machine's cores.</remarks>
internal sealed class LinearModel(int bits)
{
    public const int LeastBits = 10, MostBits = 26;

    public int Bits { get; } = bits;

    public float[] Weights { get; } = new float[1 << bits];

    public float Bias { get; set; }

    /// <returns>In (0, 1); 0 for a text without features.</returns>
    public double Score(ReadOnlySpan<uint> features)
    {
        if (features.IsEmpty) return 0;
        return 1 / (1 + Math.Exp(-Margin(features)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Margin(ReadOnlySpan<uint> features)
    {
        double even = 0, odd = 0;
        var weights = Weights;
        var i = 0;
        for (; i + 1 < features.Length; i += 2)
        {
            even += weights[features[i]];
            odd += weights[features[i + 1]];
        }

        if (i < features.Length) even += weights[features[i]];
        return Bias + (even + odd) / Math.Sqrt(features.Length);
    }

    /// <summary>One step on one text.</summary>
    /// <param name="squares">AdaGrad's sums, one a weight, kept by the caller; zero at the start.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Learn(ReadOnlySpan<uint> features, bool positive, float weight, float rate, float[] squares)
    {
        if (features.IsEmpty) return;
        var error = (float)(Score(features) - (positive ? 1 : 0)) * weight;
        if (Math.Abs(error) < 1e-4f) return;
        var scale = (float)(1 / Math.Sqrt(features.Length));
        var gradient = error * scale;
        var square = gradient * gradient;
        var weights = Weights;
        foreach (var feature in features)
        {
            ref var sum = ref squares[feature];
            sum += square;
            weights[feature] -= rate * gradient / MathF.Sqrt(sum + 1e-6f);
        }

        Bias -= rate * 0.1f * error;
    }
}
