using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows as <see cref="DocumentReader"/> gives them.</summary>
internal static class DocumentRow
{
    public static Row Of(string? url, ReadOnlySpan<byte> content, string? contentType, string file, long? offset, string? fetched = null, string? book = null)
    {
        var base64 = Convert.ToBase64String(content);
        return Row.Empty.With(e => e
            .Set(DocumentFields.Url, url).Set(DocumentFields.ContentType, contentType).Set(DocumentFields.Fetched, fetched).Set(DocumentFields.Book, book)
            .Set(DocumentFields.File, ForgeException.Name(file)).Set(DocumentFields.Offset, offset).SetRaw(DocumentFields.Content, $"\"{base64}\""));
    }

    public static Row Fault(string? url, long? offset, string file, string rule, string reason) => Row.Empty.With(e => e
        .Set(DocumentFields.Url, url).Set(DocumentFields.File, ForgeException.Name(file)).Set(DocumentFields.Offset, offset).Set(DocumentFields.FaultRule, rule).Set(DocumentFields.FaultReason, reason));
}
