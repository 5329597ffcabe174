namespace DataForge.Corpus;

/// <summary>Divides whole numbers of tokens.</summary>
internal static class Quotas
{
    /// <summary>Parts in proportion to weights that sum to the total exactly (largest remainder; ties go to the first).</summary>
    /// <param name="weights">Not negative; all zero gives zeros.</param>
    public static long[] Divide(long total, IReadOnlyList<double> weights)
    {
        var sum = weights.Sum();
        if (sum <= 0 || total <= 0) return new long[weights.Count];
        var exact = weights.Select(w => total * (w / sum)).ToArray();
        var parts = exact.Select(e => (long)Math.Floor(e)).ToArray();
        var left = total - parts.Sum();
        foreach (var i in Enumerable.Range(0, parts.Length).Where(i => weights[i] > 0).OrderByDescending(i => exact[i] - Math.Floor(exact[i])).ThenBy(i => i))
        {
            if (left == 0) break;
            parts[i]++;
            left--;
        }

        return parts;
    }

    /// <summary>As <see cref="Divide"/>, where no part goes above its cap: what a part cannot take is borrowed by the others, in proportion to their weights.</summary>
    public static long[] DivideCapped(long total, IReadOnlyList<double> weights, IReadOnlyList<long> caps)
    {
        var parts = new long[weights.Count];
        var open = Enumerable.Range(0, parts.Length).Where(i => weights[i] > 0 && caps[i] > 0).ToList();
        var left = Math.Min(total, open.Sum(i => caps[i]));
        while (open.Count > 0)
        {
            var tried = Divide(left, [.. open.Select(i => weights[i])]);
            var full = Enumerable.Range(0, open.Count).Where(k => tried[k] >= caps[open[k]]).Select(k => open[k]).ToList();
            if (full.Count == 0)
            {
                for (var k = 0; k < open.Count; k++) parts[open[k]] = tried[k];
                break;
            }

            foreach (var i in full)
            {
                parts[i] = caps[i];
                left -= caps[i];
                open.Remove(i);
            }
        }

        return parts;
    }
}
