using System.Globalization;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>The part of the items that one of several processes takes: those whose problem id hashes to it, so that a problem's samples stay together.</summary>
/// <param name="Index">Counted from 1.</param>
/// <param name="Count">Processes in all.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>The field that keeps a row's place in the output of one process, until the shards' outputs are merged.</summary>
    public const string Position = "shard_position";

    private const int MostShards = 1 << 16;

    /// <summary>Null where the text is not of the form I/N with 1 ≤ I ≤ N.</summary>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && index >= 1 && index <= count && count <= MostShards
            ? new Shard(index, count)
            : null;
    }

    /// <summary>True for items of this part.</summary>
    public bool Takes(string key) => StableHash.Of(key) % (ulong)Count == (ulong)(Index - 1);

    /// <summary>The row with its place: the item's number in the input, then the row's number in the item.</summary>
    public static Row Place(Row row, long item, int number) => row.With(e => e.SetRaw(Position, string.Create(CultureInfo.InvariantCulture, $"[{item},{number}]")));
}
