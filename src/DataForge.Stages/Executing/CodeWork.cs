using System.Text.Json;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Code to run.</summary>
/// <param name="IsConversation">The row holds <c>blocks</c>; else one <c>code</c>.</param>
public sealed record CodeWork(Row Row, IReadOnlyList<string> Blocks, bool IsConversation)
{
    /// <param name="names">Fields that may hold the code, first come first; <c>blocks</c> is looked for after them.</param>
    /// <exception cref="ForgeException">Neither is there, or another type.</exception>
    public static CodeWork From(Row row, IReadOnlyList<string> names)
    {
        if (FieldNames.First(row, names) is { } field) return new CodeWork(row, [row.Required(field)], IsConversation: false);
        if (row.Element("blocks") is not { } blocks)
            throw ForgeException.BadRecord(row.Path, row.Line, $"expected code in a field {string.Join(" or ", names)}, or a list of them in \"blocks\", found {string.Join(", ", row.Names.Take(12))}");
        if (blocks.ValueKind != JsonValueKind.Array || blocks.GetArrayLength() == 0 || !blocks.EnumerateArray().All(b => b.ValueKind == JsonValueKind.String))
            throw ForgeException.BadRecord(row.Path, row.Line, "field \"blocks\": expected a list of strings, at least one");
        try
        {
            return new CodeWork(row, [.. blocks.EnumerateArray().Select(b => b.GetString()!)], IsConversation: true);
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, "field \"blocks\": expected valid Unicode, found a lone surrogate");
        }
    }
}
