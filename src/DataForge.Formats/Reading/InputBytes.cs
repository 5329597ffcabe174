using DataForge.Core;

namespace DataForge.Formats;

/// <summary>How far reading has come: bytes of the files as they lie on disk, read of all. Read from one thread, asked from any.</summary>
/// <remarks>A Parquet file is read by parts elsewhere: it counts when it has been read to its end.</remarks>
public sealed class InputBytes
{
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly long _total;
    private long _done; // of files read to their end
    private long _read; // of the file being read

    /// <param name="paths">As they will be opened; <c>-</c> is standard input, whose size is known where it is a file.</param>
    public InputBytes(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
            if (Size(path) is { } size)
            {
                _sizes[path] = size;
                _total += size;
            }
            else IsKnown = false;
    }

    private bool IsKnown { get; } = true;

    /// <summary>In [0, 1]; null where a size is not known.</summary>
    public double? Share => IsKnown && _total > 0 ? Math.Min(1, (double)(Interlocked.Read(ref _done) + Interlocked.Read(ref _read)) / _total) : null;

    /// <summary>A file was read to its end.</summary>
    public void Finish(string path)
    {
        Interlocked.Add(ref _done, _sizes.GetValueOrDefault(path));
        Interlocked.Exchange(ref _read, 0);
    }

    internal Stream Watch(Stream source) => new Watched(source, this);

    private static long? Size(string path)
    {
        try
        {
            var file = path == "-" ? File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)?.FullName : path;
            return file is not null && FileStatus.OfTarget(file) is { IsRegular: true } ? new FileInfo(file).Length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the reader says what is wrong with it
        }
    }

    private sealed class Watched(Stream source, InputBytes bytes) : ForwardReadStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            Interlocked.Add(ref bytes._read, read);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) source.Dispose();
            base.Dispose(disposing);
        }
    }
}
