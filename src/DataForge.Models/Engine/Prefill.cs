namespace DataForge.Models.Engine;

/// <summary>Reads prompts into slots: several short ones together, a long one in pieces.</summary>
/// <remarks>
/// A token's keys, values and outputs have the same bits wherever the text before it was cut and whatever was read beside it. The attention operator works in blocks of an even number of
/// tokens and computes a block of one token by another kernel, with other rounding; so every piece has an even length: an odd one is padded by a token that the next step overwrites.
/// Tokens fed one at a time, as generated ones are, do have other bits.
/// </remarks>
internal sealed class Prefill(DecoderSession session)
{
    private const int LongestStep = 512;
    private const int ShortestStep = 32;
    private const int BatchTokens = 1024;

    /// <summary>Bytes that attention scores of one step may take.</summary>
    private const long ScoreBytes = 256L << 20;

    /// <summary>How many of the next prompts to read together: within a token budget, and with at most a third of the batch padding.</summary>
    public static int BatchSize(IReadOnlyList<int[]> prompts)
    {
        var (longest, total) = (0, 0);
        for (var i = 0; i < prompts.Count; i++)
        {
            longest = Math.Max(longest, prompts[i].Length);
            total += prompts[i].Length;
            var padded = longest * (i + 1);
            if (i > 0 && (longest > LongestStep || padded > BatchTokens || 2 * padded > 3 * total)) return i;
        }

        return prompts.Count;
    }

    /// <summary>Reads prompts into the slots from <paramref name="first"/> on, which are to be empty; the logits after each.</summary>
    public float[][] Read(int first, IReadOnlyList<int[]> prompts)
    {
        if (prompts.Count == 1)
        {
            float[] only = [];
            Visit(first, prompts[0], [prompts[0].Length - 1], (_, row) => only = row.ToArray());
            return [only];
        }

        var sequence = Even(prompts.Max(p => p.Length));
        var ids = new long[prompts.Count * sequence];
        var (last, rows) = (new int[prompts.Count], new long[prompts.Count]);
        for (var i = 0; i < prompts.Count; i++)
        {
            for (var t = 0; t < prompts[i].Length; t++) ids[(i * sequence) + t] = prompts[i][t];
            last[i] = prompts[i].Length - 1;
            rows[i] = ((long)i * sequence) + last[i];
        }

        session.Run(first, prompts.Count, sequence, ids, last, rows);
        var result = new float[prompts.Count][];
        for (var i = 0; i < result.Length; i++) result[i] = session.Row(i).ToArray();
        return result;
    }

    /// <summary>Reads one text into a slot and shows the outputs at the given positions, ascending.</summary>
    /// <param name="cached">Tokens the slot already holds; positions count from the slot's start.</param>
    public void Visit(int slot, ReadOnlySpan<int> text, ReadOnlySpan<int> positions, OutputVisitor visit, int cached = 0)
    {
        var step = Step(cached + text.Length);
        for (int start = 0, next = 0; start < text.Length;)
        {
            var length = Math.Min(step, text.Length - start);
            var first = cached + start;
            if (length % 2 == 1 && first + length + 1 > session.KvCache.Tokens && length > 3) length -= 3; // no room for a padding token: three are read apart
            var padded = first + Even(length) <= session.KvCache.Tokens ? Even(length) : length;
            var ids = new long[padded];
            for (var i = 0; i < length; i++) ids[i] = text[start + i];
            var wanted = new List<long>();
            while (next + wanted.Count < positions.Length && positions[next + wanted.Count] < first + length) wanted.Add(positions[next + wanted.Count] - first);
            session.Run(slot, 1, padded, ids, [first + padded - 1], wanted.Count > 0 ? wanted.ToArray() : [length - 1]);
            for (var i = 0; i < wanted.Count; i++) visit(positions[next + i], session.Row(i));
            next += wanted.Count;
            start += length;
        }
    }

    private static int Even(int length) => length + (length & 1);

    private int Step(int tokens)
    {
        var step = LongestStep;
        while (step > ShortestStep && 4L * session.Model.Config.Heads * step * tokens > ScoreBytes) step /= 2;
        return step;
    }
}

/// <summary>Sees the outputs at one position; the span is good for the call only.</summary>
internal delegate void OutputVisitor(int position, ReadOnlySpan<float> outputs);
