using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataForge.Text;

/// <summary>Longest common subsequence of one pattern with many texts, 64 pattern tokens at a time.</summary>
/// <remarks>Crochemore et al. 2001 in Hyyrö's form (2004): V ← (V + (V &amp; M)) | (V &amp; ~M); the zeros of V count the LCS. Reused between patterns; not thread-safe.</remarks>
public sealed class LcsPattern
{
    private const int WordBits = 64;
    private const int ShortSlots = 4 * WordBits; // so many that a token is nearly always found, or missed, at the first look

    private uint[] _keys = new uint[ShortSlots];
    private int[] _rows = new int[ShortSlots];
    private ulong[] _masks = new ulong[ShortSlots]; // of a pattern of one word by slot, of a longer one by row
    private ulong[] _state = new ulong[4];
    private int _mask;
    private int _words;

    /// <summary>Sets the pattern; <paramref name="reverse"/> reads it backwards.</summary>
    public void Set(ReadOnlySpan<uint> pattern, bool reverse = false)
    {
        _words = (pattern.Length + WordBits - 1) / WordBits;
        var slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(ShortSlots, pattern.Length * 2));
        if (slots > _keys.Length)
        {
            _keys = new uint[slots];
            _rows = new int[slots];
        }
        else Array.Clear(_keys, 0, slots);
        _mask = slots - 1;
        if (_words == 1) SetShort(pattern, reverse);
        else SetLong(pattern, reverse);
    }

    private void SetShort(ReadOnlySpan<uint> pattern, bool reverse)
    {
        Array.Clear(_masks, 0, ShortSlots);
        for (var i = 0; i < pattern.Length; i++)
        {
            var token = pattern[reverse ? pattern.Length - 1 - i : i];
            var at = Slot(token);
            _keys[at] = token;
            _masks[at] |= 1UL << i;
        }
    }

    private void SetLong(ReadOnlySpan<uint> pattern, bool reverse)
    {
        var cells = pattern.Length * _words;
        if (cells > _masks.Length) _masks = new ulong[cells * 2];
        if (_words > _state.Length) _state = new ulong[_words * 2];
        var rows = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var token = pattern[reverse ? pattern.Length - 1 - i : i];
            var at = Slot(token);
            if (_keys[at] == 0)
            {
                _keys[at] = token;
                _rows[at] = rows;
                Array.Clear(_masks, rows++ * _words, _words);
            }

            _masks[_rows[at] * _words + (i >> 6)] |= 1UL << i;
        }
    }

    /// <summary>Length of the LCS with a text, and how much of the text is needed for it: the shortest prefix (from the end where <paramref name="reverse"/>).</summary>
    public int Measure(ReadOnlySpan<uint> text, out int needed, bool reverse = false) =>
        _words == 1 ? MeasureShort(text, out needed, reverse) : MeasureLong(text, out needed, reverse);

    /// <summary>Without a branch that depends on the text: a token that is not in the pattern changes nothing, and a step makes the LCS longer by one at most.</summary>
    private int MeasureShort(ReadOnlySpan<uint> text, out int needed, bool reverse)
    {
        ref var mask = ref MemoryMarshal.GetArrayDataReference(_masks);
        ref var first = ref MemoryMarshal.GetReference(text);
        var (state, best, step) = (ulong.MaxValue, 0, reverse ? -1 : 1);
        needed = 0;
        for (int j = 0, at = reverse ? text.Length - 1 : 0; j < text.Length; j++, at += step)
        {
            var row = Unsafe.Add(ref mask, Slot(Unsafe.Add(ref first, at))); // none where the slot is free
            state = unchecked(state + (state & row)) | (state & ~row);
            var length = WordBits - BitOperations.PopCount(state);
            needed += (j + 1 - needed) & (best - length); // the difference is 0 or -1
            best = length;
        }

        return best;
    }

    private int MeasureLong(ReadOnlySpan<uint> text, out int needed, bool reverse)
    {
        var state = _state.AsSpan(0, _words);
        state.Fill(ulong.MaxValue);
        int best = 0;
        needed = 0;
        for (var j = 0; j < text.Length; j++)
        {
            var token = text[reverse ? text.Length - 1 - j : j];
            var at = Slot(token);
            if (_keys[at] == 0) continue;
            var row = _masks.AsSpan(_rows[at] * _words, _words);
            ulong carry = 0;
            int zeros = 0;
            for (var w = 0; w < state.Length; w++)
            {
                var v = state[w];
                var u = v & row[w];
                var sum = unchecked(v + u + carry);
                carry = sum < v || (carry != 0 && sum == v) ? 1UL : 0;
                v = sum | (v & ~row[w]);
                state[w] = v;
                zeros += WordBits - BitOperations.PopCount(v);
            }

            if (zeros <= best) continue;
            best = zeros;
            needed = j + 1;
        }

        return best;
    }

    /// <summary>Where a token of the pattern stands, or a free slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(uint token)
    {
        ref var key = ref MemoryMarshal.GetArrayDataReference(_keys);
        var at = (int)(token >> 3) & _mask;
        while (Unsafe.Add(ref key, at) != token && Unsafe.Add(ref key, at) != 0) at = (at + 1) & _mask;
        return at;
    }
}
