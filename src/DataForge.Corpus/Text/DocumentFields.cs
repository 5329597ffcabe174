using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Where a document's text and address stand in a row.</summary>
/// <param name="Text">Names tried in turn; the first that is there with a value.</param>
/// <param name="Url">As <paramref name="Text"/>; a row without one has no address.</param>
public sealed record DocumentFields(IReadOnlyList<string> Text, IReadOnlyList<string> Url)
{
    /// <summary>The names that crawls and published corpora use.</summary>
    public static DocumentFields Default { get; } = new(["text", "content", "raw_content"], ["url", "source_url", "uri"]);

    /// <exception cref="ForgeException">The row has no text.</exception>
    public string TextOf(Row row) => row.Required(FieldNames.First(row, Text) ?? Text[0]);

    /// <summary>Null where there is none, or none that is a string.</summary>
    public string? UrlOf(Row row) => FieldNames.First(row, Url) is { } name ? row.PlainText(name) : null;
}
