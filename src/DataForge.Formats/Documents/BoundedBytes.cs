namespace DataForge.Formats;

/// <summary>Reads no more than was allowed for.</summary>
internal static class BoundedBytes
{
    /// <summary>All bytes of the stream; null where there are more than <paramref name="most"/>.</summary>
    public static byte[]? Read(Stream stream, int most)
    {
        using var content = new MemoryStream();
        var block = new byte[1 << 16];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            if (content.Length + count > most) return null;
            content.Write(block, 0, count);
        }

        return content.ToArray();
    }
}
