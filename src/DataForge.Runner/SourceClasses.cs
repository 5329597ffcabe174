using DataForge.Core;

namespace DataForge.Runner;

/// <summary>Counts rows by <see cref="SourceClass"/>.</summary>
/// <remarks>Rows without a class are not counted, so that runs over other rows say nothing of it.</remarks>
internal static class SourceClasses
{
    private const string Prefix = SourceClass.Field + ".";
    private const int MostNames = 64, LongestName = 32;

    public static void Add(RunCounts counts, Row row)
    {
        if (SourceClass.Of(row) is not { } found) return;
        var key = $"{Prefix}{Short(found.Name)}.{Short(found.Language)}";
        counts.Add(counts[key] > 0 || counts.Under(Prefix).Count < MostNames ? key : Prefix + "other." + SourceClass.Undetermined);
    }

    /// <summary>Names come from data: they are cut, and nothing but letters and digits is kept of them.</summary>
    private static string Short(string name) => string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_').Take(LongestName)) is { Length: > 0 } kept ? kept : "other";

    /// <summary><c>by source class: books en 812, web zh 30</c>; null where no row had one.</summary>
    public static string? Summary(RunCounts counts) => counts.Under(Prefix) is { Count: > 0 } found
        ? "by source class: " + string.Join(", ", found.Select(c => $"{c.Key.Replace('.', ' ')} {c.Value:N0}"))
        : null;
}
