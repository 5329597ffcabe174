using System.Numerics.Tensors;

using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Draws a token from a row of logits: temperature, then the top_k most likely, then the smallest set of them that holds top_p of their mass.</summary>
/// <remarks>
/// Exact over the whole vocabulary: tokens are walked from the most likely down (lower id first on ties) until the drawn share of the mass is reached.
/// Only as many tokens are sorted as the draw needs: those within 3 of the largest scaled logit first, further ones when their mass does not suffice.
/// Holtzman et al. 2019 (arXiv:1904.09751), section 3.1, for the nucleus.
/// </remarks>
internal sealed class TokenSampler
{
    private static readonly float[] Reaches = [3, 6, 10, 16, float.PositiveInfinity];

    private readonly List<int> _candidates = [];
    private ulong[] _order = [];
    private float[] _keys = [];
    private int[] _ids = [];

    /// <summary>What logits are multiplied by. Bounded, so that a temperature next to 0 stays a number: at 10⁻⁶ a logit 10⁻⁴ below the largest is never drawn.</summary>
    public static float Scale(double temperature) => (float)Math.Min(1 / temperature, 1e6);

    /// <param name="share">A number in [0, 1) that decides the draw; unused when the temperature is 0.</param>
    /// <exception cref="ForgeException">The logits hold NaN or have no finite largest one.</exception>
    public int Draw(ReadOnlySpan<float> logits, SamplingParameters sampling, double share)
    {
        var max = TensorPrimitives.Max(logits); // NaN where any is
        RequireFinite(max);
        if (sampling.Temperature == 0) return LogitRow.Best(logits);
        var scale = Scale(sampling.Temperature);
        var mass = sampling.TopK > 0 ? 0 : LogitRow.Mass(logits, max, scale);
        foreach (var reach in Reaches)
        {
            var whole = float.IsPositiveInfinity(reach);
            var count = Gather(logits, whole ? float.NegativeInfinity : max - (reach / scale));
            var limited = sampling.TopK > 0;
            if (limited && count < sampling.TopK && !whole) continue;
            if (limited) count = Math.Min(count, sampling.TopK);
            if (Walk(count, max, scale, limited ? null : mass, sampling.TopP, share, whole || limited) is { } token) return token;
        }

        throw new InvalidOperationException("a walk over the whole row ends with a token");
    }

    /// <summary>As <see cref="Draw"/>, from the largest logits only; null when they do not decide the draw.</summary>
    /// <param name="values">Largest logits divided by the temperature, descending.</param>
    /// <param name="logMass">log Σ exp of the whole row divided by the temperature.</param>
    /// <param name="vocabulary">Length of the whole row.</param>
    public int? DrawFromTop(ReadOnlySpan<float> values, ReadOnlySpan<long> ids, float logMass, int vocabulary, SamplingParameters sampling, double share)
    {
        RequireFinite(values[0] + logMass);
        if (sampling.Temperature == 0) return (int)ids[0];
        var whole = values.Length == vocabulary;
        if (sampling.TopK > values.Length && !whole) return null;
        if (_keys.Length < values.Length) (_keys, _ids) = (new float[values.Length * 2], new int[values.Length * 2]);
        for (var i = 0; i < values.Length; i++) (_keys[i], _ids[i]) = (-values[i], (int)ids[i]);
        var limited = sampling.TopK > 0;
        return Walk(limited ? Math.Min(sampling.TopK, values.Length) : values.Length, values[0], 1, limited ? null : Math.Exp(logMass - values[0]), sampling.TopP, share, whole || limited);
    }

    /// <exception cref="ForgeException">Nothing can be drawn from such logits.</exception>
    public static void RequireFinite(float logit)
    {
        if (!float.IsFinite(logit)) throw new ForgeException("the model's logits are not finite (NaN or infinite weights, or numbers beyond what its precision holds): nothing is drawn from them");
    }

    /// <summary>Sorted candidates into _keys (descending logits) and _ids; returns their count.</summary>
    private int Gather(ReadOnlySpan<float> logits, float bound)
    {
        _candidates.Clear();
        LogitRow.Collect(logits, bound, _candidates);
        var count = _candidates.Count;
        if (_keys.Length < count) (_keys, _ids) = (new float[count * 2], new int[count * 2]);
        if (_order.Length < count) _order = new ulong[count * 2];
        for (var i = 0; i < count; i++) _order[i] = (ulong)Descending(logits[_candidates[i]]) << 32 | (uint)_candidates[i];
        _order.AsSpan(0, count).Sort(); // the id in the low half: equal logits come in the order of their ids
        for (var i = 0; i < count; i++) (_keys[i], _ids[i]) = (-logits[(int)(uint)_order[i]], (int)(uint)_order[i]);
        return count;
    }

    /// <summary>Bits that order as the negated number does; both zeros alike.</summary>
    private static uint Descending(float logit)
    {
        var bits = BitConverter.SingleToUInt32Bits(0 - logit);
        return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000;
    }

    /// <summary>The drawn token, or null when the candidates do not reach far enough.</summary>
    /// <param name="mass">Mass of the whole row; null takes that of the candidates.</param>
    private int? Walk(int count, float max, float scale, double? mass, double topP, double share, bool complete)
    {
        var total = mass ?? Sum(count, max, scale);
        if (topP < 1)
        {
            var nucleus = 0.0;
            var kept = 0;
            while (kept < count && nucleus < topP * total) nucleus += Weight(kept++, max, scale);
            if (nucleus < topP * total && !complete) return null;
            (count, total, complete) = (kept, nucleus, true);
        }

        var reached = 0.0;
        for (var i = 0; i < count; i++)
        {
            reached += Weight(i, max, scale);
            if (reached > share * total) return _ids[i];
        }

        return complete ? _ids[count - 1] : null;
    }

    private double Sum(int count, float max, float scale)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += Weight(i, max, scale);
        return sum;
    }

    private double Weight(int i, float max, float scale) => Math.Exp((double)(-_keys[i] - max) * scale);
}
