using Microsoft.Win32.SafeHandles;

namespace DataForge.Core;

/// <summary>Bytes at a place in an open file; safe for several threads.</summary>
public static class StoredBytes
{
    /// <param name="name">What an error calls the file.</param>
    /// <exception cref="ForgeException">The file ends before <paramref name="length"/> bytes.</exception>
    public static byte[] Read(SafeFileHandle file, long start, int length, string name)
    {
        var bytes = new byte[length];
        return Fill(file, start, bytes) ? bytes : throw new ForgeException($"{name}: was cut off while it was being read");
    }

    /// <summary>Fills <paramref name="bytes"/>; false where the file ends before.</summary>
    public static bool Fill(SafeFileHandle file, long start, Span<byte> bytes)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes[done..], start + done);
            if (read == 0) return false;
            done += read;
        }

        return true;
    }
}
