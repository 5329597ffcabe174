using DataForge.Core;

namespace DataForge.Voting;

/// <summary>Which problems have passed: a set of 64-bit hashes that takes at most 16 bytes a problem.</summary>
/// <remarks>
/// Open addressing in many small tables, each at least half and at most four fifths full, so that growing one never holds two copies of everything.
/// Two different ids share a hash with probability n²/2^65: 3·10⁻⁸ for a million problems; it would show as a false "comes back".
/// </remarks>
internal sealed class SeenProblems
{
    private const int TableBits = 10;
#if DEBUG
    private const int FirstSlots = 1; // growth gets exercised
#else
    private const int FirstSlots = 4;
#endif

    private readonly Table[] _tables = new Table[1 << TableBits];

    private struct Table
    {
        public ulong[]? Slots;
        public int Used;
    }

    public long Count { get; private set; }

    /// <summary>Slots held in all tables, 8 bytes each.</summary>
    public long Slots => _tables.Sum(t => (long)(t.Slots?.Length ?? 0));

    /// <summary>False when the id was added before.</summary>
    public bool Add(string id)
    {
        var hash = StableHash.Of(id);
        if (hash == 0) hash = 1; // 0 marks a free slot
        ref var table = ref _tables[hash >> (64 - TableBits)];
        table.Slots ??= new ulong[FirstSlots];
        if ((table.Used + 1) * 5L > table.Slots.Length * 4L) Grow(ref table);
        if (!Put(table.Slots!, hash)) return false;
        table.Used++;
        Count++;
        return true;
    }

    private static bool Put(ulong[] slots, ulong hash)
    {
        var at = (int)Math.BigMul(unchecked(hash << TableBits), (ulong)slots.Length, out _); // the bits that did not choose the table choose the slot
        while (slots[at] != 0)
        {
            if (slots[at] == hash) return false;
            if (++at == slots.Length) at = 0;
        }

        slots[at] = hash;
        return true;
    }

    private static void Grow(ref Table table)
    {
        var larger = new ulong[(table.Slots!.Length * 3 / 2) + 1];
        foreach (var hash in table.Slots)
            if (hash != 0)
                Put(larger, hash);
        table.Slots = larger;
    }
}
