using DataForge.Core;
using DataForge.Models.Import;

namespace DataForge.Models.Engine;

/// <summary>How far a model on a device, at its precision, is from the same model at single precision on the CPU.</summary>
/// <param name="Positions">Outputs compared.</param>
/// <param name="MaxDifference">Largest difference: of logits in standard deviations of a position's logits, of scores in units of max(1, |score|).</param>
/// <param name="MeanDifference">Mean over positions of each one's largest difference.</param>
/// <param name="SameBest">Positions whose best token is the same.</param>
public sealed record Agreement(int Positions, double MaxDifference, double MeanDifference, int SameBest);

/// <summary>Runs the same steps on two sessions: prompts read alone and together, then tokens one at a time in a batch.</summary>
internal static class DeviceCheck
{
    /// <summary>Slots that both sessions need.</summary>
    public const int Slots = 4;

    private const int Steps = 12;

    private static readonly int[] Lengths = [1, 7, 24, 61];

    /// <exception cref="ForgeException">Outputs that are not finite.</exception>
    public static Agreement Measure(DecoderSession session, DecoderSession reference)
    {
        var random = CounterRandom.For(1, "device", "check");
        var longest = Math.Min(session.KvCache.Limit, reference.KvCache.Limit) - Steps - 1;
        if (longest < 1) throw new ForgeException($"a context of {longest + Steps + 1} tokens is too short to be checked; {Steps + 2} are needed");
        var prompts = Lengths.Select((length, p) => Enumerable.Range(0, Math.Min(length, longest)).Select(t => random.Below((ulong)((p * 1000) + t), reference.Model.Config.Vocabulary)).ToArray()).ToArray();
        var tally = new Tally(reference.Model.Config.Task == ModelTask.Generate);
        foreach (var s in new[] { session, reference }) s.Grow(prompts.Max(p => p.Length) + Steps + 1, 0, 0);
        var (ours, theirs) = (new Prefill(session), new Prefill(reference));
        Each(ours.Read(0, prompts[1..]), theirs.Read(0, prompts[1..]));
        var next = new long[Slots];
        for (var slot = 0; slot < Slots; slot++)
        {
            var expected = theirs.Read(slot, [prompts[slot]])[0];
            tally.Add(ours.Read(slot, [prompts[slot]])[0], expected);
            next[slot] = Best(expected);
        }

        if (reference.Model.Config.Task != ModelTask.Generate) return tally.Result;
        for (var step = 0; step < Steps; step++)
        {
            int[] last = [.. prompts.Select(p => p.Length + step)];
            long[] rows = [0, 1, 2, 3];
            session.Run(0, Slots, 1, next, last, rows);
            reference.Run(0, Slots, 1, next, last, rows);
            for (var slot = 0; slot < Slots; slot++)
            {
                var expected = reference.Row(slot);
                tally.Add(session.Row(slot), expected);
                next[slot] = Best(expected);
            }
        }

        return tally.Result;

        void Each(float[][] found, float[][] expected)
        {
            for (var i = 0; i < expected.Length; i++) tally.Add(found[i], expected[i]);
        }
    }

    private static int Best(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    private sealed class Tally(bool logits)
    {
        private int _positions, _same;
        private double _most, _sum;

        public Agreement Result => new(_positions, _most, _sum / _positions, _same);

        public void Add(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
        {
            double most = 0, sum = 0, squares = 0, size = 1;
            for (var i = 0; i < expected.Length; i++)
            {
                if (!float.IsFinite(found[i])) throw new ForgeException("the model's outputs are not finite on this device (NaN, or numbers beyond what its precision holds)");
                most = Math.Max(most, Math.Abs((double)found[i] - expected[i]));
                size = Math.Max(size, Math.Abs(expected[i]));
                sum += expected[i];
                squares += (double)expected[i] * expected[i];
            }

            var mean = sum / expected.Length;
            var unit = logits ? Math.Sqrt(Math.Max((squares / expected.Length) - (mean * mean), 1e-12)) : size;
            _positions++;
            _most = Math.Max(_most, most / unit);
            _sum += most / unit;
            if (Best(found) == Best(expected)) _same++;
        }
    }
}
