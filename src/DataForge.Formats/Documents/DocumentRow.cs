using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows as <see cref="DocumentReader"/> gives them.</summary>
internal static class DocumentRow
{
    public static Row Of(string? url, ReadOnlySpan<byte> content, string? contentType, string file, long? offset, string? fetched = null, string? book = null, long? offsetInMember = null)
    {
        var base64 = Convert.ToBase64String(content);
        return Row.Empty.With(e => e
            .Set(PageFields.Url, url).Set(PageFields.ContentType, contentType).Set(PageFields.Fetched, fetched).Set(PageFields.Book, book)
            .Set(PageFields.File, ForgeException.Name(file)).Set(PageFields.Offset, offset).Set(PageFields.OffsetInMember, offsetInMember).SetRaw(PageFields.Content, $"\"{base64}\""));
    }

    public static Row Fault(string? url, long? offset, string file, string rule, string reason, long? offsetInMember = null) => Row.Empty.With(e => e
        .Set(PageFields.Url, url).Set(PageFields.File, ForgeException.Name(file)).Set(PageFields.Offset, offset).Set(PageFields.OffsetInMember, offsetInMember).Set(PageFields.FaultRule, rule).Set(PageFields.FaultReason, reason));
}
