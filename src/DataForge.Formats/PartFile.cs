using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A file that is written beside its name as <c>.part</c> and takes the name when it is whole and on disk. While it is open no other process can write the same output.</summary>
/// <remarks>
/// The lock is the system's lock on the open <c>.part</c> file, so it ends with the process, however that ends. What lies under the name <c>.part</c> is never written through:
/// a link is removed, and the file of an interrupted run is replaced.
/// </remarks>
internal sealed partial class PartFile : IDisposable
{
    private const int Exists = 17;
    private const int WouldBlock = 11;
    private const int BrokenDisk = 5;
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly string? _lockOf;

    private PartFile(string path, FileStream file, string? lockOf = null)
    {
        _path = path;
        _file = file;
        _lockOf = lockOf;
    }

    /// <summary>Where it is written until it has its name.</summary>
    public static string PartOf(string path) => path + ".part";

    /// <summary>The open file. Disposing of it is left to this class.</summary>
    public FileStream Stream => _file;

    /// <exception cref="ForgeException">Another process writes the same output.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static PartFile Open(string path) => Open(path, path);

    /// <param name="output">What a message calls the output.</param>
    private static PartFile Open(string path, string output)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        var part = PartOf(path);
        while (true)
        {
            if (FileStatus.Of(part) is not { } found)
            {
                if (Lock(path, output, FileMode.CreateNew) is { } created) return new PartFile(path, created);
                continue;
            }

            if (found.IsFolder) throw new IOException($"{part} is a folder");
            if (!found.IsRegular)
            {
                File.Delete(part);
                continue;
            }

            if (Lock(path, output, FileMode.Open) is not { } earlier) continue;
            using (earlier) File.Delete(part);
        }
    }

    /// <summary>Null when another file stands under the name by now.</summary>
    private static FileStream? Lock(string path, string output, FileMode mode)
    {
        var part = PartOf(path);
        try
        {
            var file = new FileStream(part, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (FileStatus.Of((int)file.SafeFileHandle.DangerousGetHandle())?.IsSameAs(FileStatus.Of(part)) == true) return file;
            file.Dispose();
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (e.HResult == Exists)
        {
            return null;
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new ForgeException($"{output}: {LockHolder.Of(part)} is writing it", e);
        }
    }

    /// <summary>For a writer that makes and replaces files by name: <c>.part</c>, and pieces of it whose names go on behind that. The lock is a file of its own, and goes at the end.</summary>
    /// <exception cref="ForgeException">Another process writes the same output.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static PartFile OpenPieces(string path)
    {
        var held = Open(path + ".lock", path);
        var file = new PartFile(path, held._file, lockOf: path);
        try
        {
            var full = Path.GetFullPath(PartOf(path));
            foreach (var piece in Directory.GetFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full) + ".*")) File.Delete(piece);
            Open(path).Dispose();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty <c>.part</c> file of our own for a writer that opens it by name.</summary>
    /// <exception cref="ForgeException">It cannot be made.</exception>
    public static void Reserve(string path)
    {
        try
        {
            Open(path).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <exception cref="ForgeException">Another process is writing the output.</exception>
    public static void RequireFree(string path)
    {
        if (FileStatus.Of(PartOf(path)) is { IsRegular: true }) Lock(path, path, FileMode.Open)?.Dispose();
    }

    /// <summary>Everything written so far is on disk.</summary>
    public void Flush()
    {
        if (_lockOf is null)
        {
            _file.Flush(flushToDisk: true);
            return;
        }

        using var file = new FileStream(PartOf(_path), FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives the file its name, in place of an earlier one.</summary>
    public void TakeName()
    {
        File.Move(PartOf(_path), _path, overwrite: true);
        Dispose();
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(_path))!);
    }

    public void Dispose()
    {
        try
        {
            if (_lockOf is not null && !_file.SafeFileHandle.IsClosed) File.Delete(_file.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run takes it over.
        }

        _file.Dispose();
    }

    /// <summary>A folder's names are on disk, where its file system can do that.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public static void FlushFolder(string path)
    {
        var folder = open(path, 0);
        if (folder < 0) return;
        var error = fsync(folder) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = close(folder);
        if (error is BrokenDisk or NoSpace or OverQuota) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
