using System.Globalization;

namespace DataForge.Core;

/// <summary>Counts in words: <c>1 shard</c>, <c>2 shards</c>, <c>1,024 replies</c>.</summary>
public static class Quantity
{
    /// <param name="noun">An English noun in the singular, whose plural ends in s or, for one that ends in a consonant and y, in ies.</param>
    public static string Of(long count, string noun) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? noun : Plural(noun))}";

    private static string Plural(string noun) => noun is [.., not ('a' or 'e' or 'o' or 'u'), 'y'] ? noun[..^1] + "ies" : noun + "s";
}
