using System.Runtime.InteropServices;

namespace DataForge.Models.Tokenizers;

/// <summary>A hash for tables in memory; never written. Its quality only costs time: every hit is compared byte for byte.</summary>
internal static class ByteHash
{
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = (ulong)bytes.Length * 0x9E3779B97F4A7C15;
            for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Of(hash ^ MemoryMarshal.Read<ulong>(bytes));
            var tail = 0UL;
            for (var i = 0; i < bytes.Length; i++) tail |= (ulong)bytes[i] << (8 * i);
            return Of(hash ^ tail);
        }
    }

    public static ulong Of(ulong key)
    {
        var high = Math.BigMul(key ^ 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, out var low);
        return high ^ low;
    }
}
