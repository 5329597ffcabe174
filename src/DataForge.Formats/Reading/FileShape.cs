using System.Text.Json;

namespace DataForge.Formats;

/// <summary>How rows lie in a file.</summary>
internal enum FileShape
{
    /// <summary>One JSON object a line.</summary>
    Lines,

    /// <summary>One JSON array of objects.</summary>
    Array,

    /// <summary>JSON objects that span lines, or one that holds the rows.</summary>
    Objects,
    Csv,
    Tsv,

    /// <summary>One text a line.</summary>
    Text,
    Parquet,
}

internal static class FileShapes
{
    /// <summary>How much of a file's beginning is looked at.</summary>
    public const int LookBytes = 1 << 16;

    /// <summary>Told by the name (less <c>.gz</c> or <c>.zst</c>) and by the content's first bytes.</summary>
    public static FileShape Of(string path, ReadOnlySpan<byte> head)
    {
        if (ParquetFooter.IsParquet(head)) return FileShape.Parquet;
        var suffix = Streams.InnerSuffix(path);
        switch (suffix)
        {
            case ".csv": return FileShape.Csv;
            case ".tsv": return FileShape.Tsv;
            case ".txt": return FileShape.Text;
        }

        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        head = head.TrimStart(" \t\r\n"u8);
        if (head.IsEmpty || head[0] == '[') return head.IsEmpty ? FileShape.Lines : FileShape.Array;
        return suffix == ".json" && head[0] == '{' && !IsObject(FirstLine(head)) ? FileShape.Objects : FileShape.Lines;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> head) => head.IndexOf((byte)'\n') is >= 0 and var end ? head[..end] : head;

    private static bool IsObject(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
