using System.Runtime.InteropServices;

namespace DataForge.Models.Tokenizers;

/// <summary>Words to ids, with a cache of short words. Belongs to one thread at a time.</summary>
/// <remarks>The cache is direct-mapped: words of up to 15 bytes that make up to four tokens, 2 MiB in all; a collision replaces. It changes no result.</remarks>
internal sealed class WordEncoder(TokenTable table, MergeTable merges, int[] byteIds, bool takesWholeWords, bool[] isSpecial)
{
    /// <summary>Bytes that must be readable behind every word.</summary>
    public const int Padding = 16;

    private const int LongestCached = 15;
    private const int Slots = 1 << 16;

    private readonly BytePairs _pairs = new(merges, byteIds);
    private readonly Slot[] _slots = new Slot[Slots];

    private struct Slot
    {
        public ulong Low;
        public ulong High;
        public int First;
        public int Second;
        public int Third;
        public int Fourth;
    }

    /// <param name="buffer">Readable for <see cref="Padding"/> bytes beyond <paramref name="end"/>.</param>
    public void Encode(byte[] buffer, int start, int end, IdBuffer ids)
    {
        var length = end - start;
        if (length > LongestCached)
        {
            ids.Add(Compute(buffer.AsSpan(start, length)));
            return;
        }

        var (low, high) = Key(ref buffer[start], length);
        ref var slot = ref _slots[ByteHash.Of(low ^ high * 0x9E3779B97F4A7C15) & (Slots - 1)];
        if (slot.Low != low || slot.High != high)
        {
            var computed = Compute(buffer.AsSpan(start, length));
            if (computed.Length is 0 or > 4)
            {
                ids.Add(computed);
                return;
            }

            slot = new Slot { Low = low, High = high, First = computed[0], Second = At(computed, 1), Third = At(computed, 2), Fourth = At(computed, 3) };
        }

        ids.Add(slot.First);
        if (slot.Second < 0) return;
        ids.Add(slot.Second);
        if (slot.Third < 0) return;
        ids.Add(slot.Third);
        if (slot.Fourth >= 0) ids.Add(slot.Fourth);
    }

    private static int At(ReadOnlySpan<int> ids, int index) => index < ids.Length ? ids[index] : -1;

    /// <summary>The word's bytes, zeros, and its length in the last byte: equal only for equal words.</summary>
    private static (ulong Low, ulong High) Key(ref byte first, int length)
    {
        var sixteen = MemoryMarshal.CreateReadOnlySpan(ref first, 16);
        var (low, high) = (MemoryMarshal.Read<ulong>(sixteen), MemoryMarshal.Read<ulong>(sixteen[8..]));
        if (length < 8) (low, high) = (low & (1UL << (8 * length)) - 1, 0);
        else high &= (1UL << (8 * (length - 8))) - 1;
        return (low, high | (ulong)length << 56);
    }

    private ReadOnlySpan<int> Compute(ReadOnlySpan<byte> word)
    {
        if (!takesWholeWords || table.Find(word) is not (>= 0 and var whole) || isSpecial[whole]) return _pairs.Encode(word);
        _single[0] = whole;
        return _single;
    }

    private readonly int[] _single = new int[1];
}
