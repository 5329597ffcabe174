using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DataForge.Core;

/// <summary>Opens a file for reading although another process holds it for itself, as one that writes a journal does. The lock is advisory; <see cref="FileStream"/> heeds it by itself.</summary>
public static partial class UnlockedFile
{
    private const int CloseOnExec = 0x80000; // O_RDONLY is 0
    private const int NotFound = 2;
    private const int NotFolder = 20;

    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FileStream? OpenRead(string path)
    {
        var descriptor = open(path, CloseOnExec);
        if (descriptor >= 0) return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        var error = Marshal.GetLastPInvokeError();
        return error is NotFound or NotFolder ? null : throw new IOException(new Win32Exception(error).Message);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);
}
