using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Where a record begins.</summary>
/// <param name="Path">The archive.</param>
/// <param name="Member">Byte of the archive at which the record's gzip member begins; null where the archive is not gzipped.</param>
/// <param name="At">Byte of the member's content, or of the archive.</param>
internal readonly record struct RecordPlace(string Path, long? Member, long At)
{
    /// <summary>Byte of the archive.</summary>
    public long Offset => Member ?? At;

    /// <summary>Byte of the member's content, where the record is not the member's first.</summary>
    public long? OffsetInMember => Member is not null && At > 0 ? At : null;

    /// <summary>A row that says what is wrong with the record.</summary>
    public Row Fault(string? url, string rule, string reason) =>
        DocumentRow.Fault(url, Offset, Path, rule, $"{ForgeException.Name(Path)}: record at byte {Offset:N0}{(OffsetInMember is { } at ? $", byte {at:N0} of its gzip member" : "")}: {reason}", OffsetInMember);
}
