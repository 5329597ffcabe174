namespace DataForge.Core;

/// <summary>Fields of a document's row between the reader of files and the stage that makes text of it.</summary>
public static class PageFields
{
    /// <summary>Where it came from: a page's address, or the file's path.</summary>
    public const string Url = "url";

    /// <summary>The page's bytes in base64.</summary>
    public const string Content = "content";

    /// <summary>The page as text, in rows of other programs.</summary>
    public const string Html = "html";

    /// <summary>What the transport said of the content: <c>text/html; charset=gb2312</c>.</summary>
    public const string ContentType = "content_type";

    /// <summary>The archive or file it stands in.</summary>
    public const string File = "file";

    /// <summary>Byte of <see cref="File"/> at which its record begins.</summary>
    public const string Offset = "offset";

    /// <summary>Where <see cref="Offset"/> is that of a gzip member and the record is not its first: byte of the member's content at which the record begins.</summary>
    public const string OffsetInMember = "offset_in_member";

    /// <summary>When it was fetched, as the archive says.</summary>
    public const string Fetched = "fetched";

    /// <summary>A title from outside the page: the book's.</summary>
    public const string Book = "book";

    /// <summary>A record that cannot be read as a page: the reject's rule and reason.</summary>
    public const string FaultRule = "fault_rule", FaultReason = "fault_reason";
}
