using DataForge.Core;

namespace DataForge.Formats;

/// <summary>What a row's text must be to go into a data set.</summary>
public static class RowText
{
    /// <summary>True where an escape names half of a surrogate pair, which no UTF-8 and no Parquet file can hold.</summary>
    public static bool HasLoneSurrogate(Row row) => JsonCursor.HasLoneSurrogate(row.Utf8);
}
