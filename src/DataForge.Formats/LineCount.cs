using DataForge.Core;

namespace DataForge.Formats;

/// <summary>How many rows are to come, for an ETA.</summary>
public static class LineCount
{
    private const string StandardInput = "/proc/self/fd/0";

    /// <summary>Lines of plain .jsonl files (standard input too, when it is one); null when that cannot be told without decoding or waiting.</summary>
    /// <param name="limit">No more than so many are read.</param>
    public static long? Of(IReadOnlyList<string> inputs, long? limit = null)
    {
        long lines = 0;
        foreach (var input in inputs)
        {
            var path = input == "-" ? Redirected() : input;
            if (path is null || Path.GetExtension(path) is not (".jsonl" or ".ndjson") || FileStatus.OfTarget(path) is not { IsRegular: true }) return null;
            try
            {
                lines += Count(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null; // the reader says what is wrong with it
            }
        }

        return limit is { } most ? Math.Min(most, lines) : lines;
    }

    /// <summary>The file behind <c>&lt; file</c>; null for a pipe, a terminal, or where /proc does not tell.</summary>
    private static string? Redirected()
    {
        try
        {
            return File.ResolveLinkTarget(StandardInput, returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Count(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        var buffer = new byte[1 << 18];
        long lines = 0;
        var last = (byte)'\n';
        for (int length; (length = file.Read(buffer)) > 0; last = buffer[length - 1]) lines += buffer.AsSpan(0, length).Count((byte)'\n');
        return last == '\n' ? lines : lines + 1;
    }
}
