using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>One process at a time writes into a shard set's folder. The system drops the lock with the process, so a killed one blocks nobody.</summary>
internal sealed partial class FolderLock : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Exclusive = 2;
    private const int DoNotWait = 4;
    private const int WouldBlock = 11;

    private readonly int _folder;

    private FolderLock(int folder) => _folder = folder;

    /// <exception cref="ForgeException">Another process holds it.</exception>
    public static FolderLock Take(string path)
    {
        var folder = open(path, CloseOnExec);
        if (folder < 0) throw new ForgeException($"{path}: cannot be written: {Marshal.GetLastPInvokeErrorMessage()}");
        if (flock(folder, Exclusive | DoNotWait) == 0 || Marshal.GetLastPInvokeError() != WouldBlock) return new FolderLock(folder); // where there are no locks, none is missed
        _ = close(folder);
        throw new ForgeException($"{path}: {LockHolder.Of(path)} is writing it");
    }

    public void Dispose() => _ = close(_folder);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int file, int operation);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
