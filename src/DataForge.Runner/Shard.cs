using System.Globalization;
using System.Text;
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
    public bool Takes(string key) => Takes(StableHash.Of(key));

    /// <param name="key">The hash of what the item is told by.</param>
    public bool Takes(ulong key) => key % (ulong)Count == (ulong)(Index - 1);

    /// <summary>The row with its place: the item's number in the input, then the row's number in the item.</summary>
    /// <remarks>Put behind the last field as text, so that taking it away gives the row's own bytes.</remarks>
    public static Row Place(Row row, long item, int number)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{(row.Count == 0 ? "" : ",")}\"{Position}\":[{item},{number}]}}");
        return Row.Parse([.. row.Utf8[..row.Utf8.LastIndexOf((byte)'}')], .. Encoding.ASCII.GetBytes(place)], row.Path, row.Line);
    }

    /// <summary>The row's place; null where it has none.</summary>
    public static (long Item, long Number)? PlaceOf(Row row) =>
        row.Raw(Position) is [(byte)'[', ..] && row.Element(Position) is { } place && place.GetArrayLength() == 2 && place[0].TryGetInt64(out var item) && place[1].TryGetInt64(out var number) ? (item, number) : null;

    /// <summary>The row as one process would have written it.</summary>
    public static Row WithoutPlace(Row row)
    {
        var end = row.Utf8.LastIndexOf(Encoding.ASCII.GetBytes($"\"{Position}\":["));
        if (row.NameAt(row.Count - 1) != Position || end < 0) return row.With(e => e.Remove(Position)); // from Parquet, say
        if (row.Count > 1) end = row.Utf8[..end].LastIndexOf((byte)',');
        return Row.Parse([.. row.Utf8[..end], (byte)'}'], row.Path, row.Line);
    }
}
