namespace DataForge.Core;

/// <summary>A file of this process alone: it has no name, so nothing of it is left however the process ends. Another library opens it by <see cref="Path"/>.</summary>
public sealed class DetachedFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private DetachedFile(FileStream stream) => Stream = stream;

    public FileStream Stream { get; }

    public string Path => System.IO.Path.Combine("/proc/self/fd", Stream.SafeFileHandle.DangerousGetHandle().ToString());

    /// <exception cref="IOException">The temporary folder has no room for it.</exception>
    public static DetachedFile Create() => Detach(System.IO.Path.GetTempFileName());

    /// <exception cref="IOException">The temporary folder has no room for it.</exception>
    public static DetachedFile CopyOf(string path)
    {
        var name = System.IO.Path.GetTempFileName();
        try
        {
            File.Copy(path, name, overwrite: true);
            File.SetUnixFileMode(name, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return Detach(name);
        }
        finally
        {
            File.Delete(name);
        }
    }

    private static DetachedFile Detach(string name)
    {
        var stream = new FileStream(name, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        File.Delete(name);
        return new DetachedFile(stream);
    }

    public void Dispose() => Stream.Dispose();
}
