using System.Runtime.InteropServices;

using DataForge.Contamination;
using DataForge.Core;

namespace DataForge.Semantic;

/// <summary>Names a benchmark text by its normalized tokens: an index, which holds no text, knows it too.</summary>
internal static class TextKey
{
    public static ulong Of(IndexEntry entry) => Of(entry.Tokens);

    public static ulong Of(ReadOnlySpan<uint> tokens) => StableHash.Of(MemoryMarshal.AsBytes(tokens));
}
