using DataForge.Core;

namespace DataForge.Runner;

/// <summary>Counts rows by the class of their source (<c>source_class</c>: web, books, code, synthesized) and language, as Qwen Math Corpus v2 is made up (arXiv:2409.12122, section 2).</summary>
/// <remarks>Rows without a class are not counted, so that runs over other rows say nothing of it.</remarks>
internal static class SourceClasses
{
    private const string Field = "source_class", Prefix = "source_class.";
    private const int MostNames = 64, LongestName = 32;

    public static void Add(RunCounts counts, Row row)
    {
        if (row.Raw(Field) is not [(byte)'"', ..] || row.Text(Field) is not { } name) return;
        var language = row.Raw("language") is [(byte)'"', ..] ? row.Text("language")! : "und";
        var key = $"{Prefix}{Short(name)}.{Short(language)}";
        counts.Add(counts[key] > 0 || counts.Under(Prefix).Count < MostNames ? key : Prefix + "other.und");
    }

    /// <summary>Names come from data: they are cut, and nothing but letters and digits is kept of them.</summary>
    private static string Short(string name) => string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_').Take(LongestName)) is { Length: > 0 } kept ? kept : "other";

    /// <summary><c>by source class: books en 812, web zh 30</c>; null where no row had one.</summary>
    public static string? Summary(RunCounts counts) => counts.Under(Prefix) is { Count: > 0 } found
        ? "by source class: " + string.Join(", ", found.Select(c => $"{c.Key.Replace('.', ' ')} {c.Value:N0}"))
        : null;
}
