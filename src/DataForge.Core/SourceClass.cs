namespace DataForge.Core;

/// <summary>What kind of source a row comes from, and its language: how Qwen Math Corpus v2 is made up (arXiv:2409.12122, section 2).</summary>
/// <param name="Name">Of the field <c>source_class</c>: web, books, code or synthesized.</param>
/// <param name="Language">Of the field <c>language</c>; <c>und</c> where the row does not say.</param>
public readonly record struct SourceClass(string Name, string Language)
{
    public const string Field = "source_class", Undetermined = "und";

    /// <summary>Null for a row without a class.</summary>
    public static SourceClass? Of(Row row) => row.PlainText(Field) is { } name ? new SourceClass(name, row.PlainText("language") ?? Undetermined) : null;

    /// <summary>By name, then by language, ordinal.</summary>
    public static IComparer<SourceClass> Order { get; } =
        Comparer<SourceClass>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name) is not 0 and var byName ? byName : string.CompareOrdinal(a.Language, b.Language));
}
