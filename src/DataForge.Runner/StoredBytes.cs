using DataForge.Core;
using Microsoft.Win32.SafeHandles;

namespace DataForge.Runner;

/// <summary>Bytes at a place in an open file; safe for several threads.</summary>
internal static class StoredBytes
{
    /// <param name="name">What an error calls the file.</param>
    /// <exception cref="ForgeException">The file ends before <paramref name="length"/> bytes.</exception>
    public static byte[] Read(SafeFileHandle file, long start, int length, string name)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), start + done);
            if (read == 0) throw new ForgeException($"{name}: was cut off while it was being read");
            done += read;
        }

        return bytes;
    }
}
