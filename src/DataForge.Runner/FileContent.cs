using System.Security.Cryptography;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>Size and hash of a regular file; pipes and devices have none.</summary>
internal static class FileContent
{
    /// <returns>Null for what is no regular file or cannot be read.</returns>
    public static (long Bytes, string Sha256)? Of(string path, CancellationToken cancel)
    {
        if (FileStatus.OfTarget(path) is not { IsRegular: true }) return null; // to open a pipe again would wait for a writer
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 20];
            var bytes = 0L;
            for (int read; (read = file.Read(buffer)) > 0; bytes += read)
            {
                cancel.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }

            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
