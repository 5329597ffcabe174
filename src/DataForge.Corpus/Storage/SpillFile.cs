using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A temporary file without a name that is appended to and then read by place. Readable by several threads after <see cref="Flush"/>.</summary>
/// <remarks>It lies under TMPDIR; every error of it says so.</remarks>
internal sealed class SpillFile : IDisposable
{
    private readonly DetachedFile _file;

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    public SpillFile()
    {
        try
        {
            _file = DetachedFile.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Where the next append begins.</summary>
    public long End { get; private set; }

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Stream.Write(bytes);
            End += bytes.Length;
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <exception cref="ForgeException">The temporary folder has no room.</exception>
    public void Flush()
    {
        try
        {
            _file.Stream.Flush();
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>Fills the buffer from a place of the file.</summary>
    /// <exception cref="ForgeException">It cannot be read.</exception>
    public void Read(long place, Span<byte> buffer)
    {
        try
        {
            if (!StoredBytes.Fill(_file.Stream.SafeFileHandle, place, buffer)) throw new IOException("a temporary file ended early");
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    private static ForgeException Failed(Exception e) =>
        new($"{Path.GetTempPath()}: cannot hold the run's temporary files ({e.Message}); set TMPDIR to a folder with room", e);

    public void Dispose() => _file.Dispose();
}
