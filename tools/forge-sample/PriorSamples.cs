using DataForge.Core;
using DataForge.Formats;
using Microsoft.Win32.SafeHandles;

namespace DataForge.Tools.Sample;

/// <summary>What earlier runs left: samples by their id. Resuming is a set difference, so it does not matter where a run was killed.</summary>
/// <remarks>
/// A run writes FILE.part and renames it at its end. Resuming first moves all whole lines of FILE and FILE.part into FILE.prior.part, so that being
/// killed again loses nothing; the new run then writes every sample anew in input order, and the prior file goes when all of it was taken over.
/// FILE.part is in input order, so samples wait for slower ones before them, and a compressor holds its last rows back; therefore every sample is also
/// written into the prior file as it is drawn. Of a torn file all whole lines that can be decoded are taken. Rows stay on disk; memory holds an id and a place each.
/// </remarks>
internal sealed class PriorSamples : IDisposable
{
    private readonly Dictionary<string, (long Start, int Length, bool Taken)> _places = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly SafeFileHandle? _file;
    private readonly bool _keeps;
    private FileStream? _journal;
    private long _journalBytes;

    private PriorSamples(string path, SafeFileHandle? file, bool keeps)
    {
        _path = path;
        _file = file;
        _keeps = keeps;
    }

    /// <summary>True for a file of JSON lines, compressed or not: what a later run can go on from.</summary>
    public static bool IsResumable(string output) => output != "-" && !Path.GetExtension(output).Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <param name="output">The run's output file.</param>
    /// <param name="resume">False starts anew.</param>
    /// <exception cref="ForgeException">An interrupted run's samples lie there and would be overwritten.</exception>
    public static PriorSamples Open(string output, bool resume)
    {
        var path = output + ".prior.part";
        RemoveLink(path);
        if (!resume)
        {
            if (output != "-") RowWriter.RequireFree(output);
            var left = output == "-" ? null : new[] { output + ".part", path }.FirstOrDefault(f => File.Exists(f) && new FileInfo(f).Length > 0);
            if (left is not null) throw new ForgeException($"{left}: holds samples of an interrupted run: go on with --resume, or remove the file");
        }

        try
        {
            var prior = new PriorSamples(path, resume && File.Exists(path) ? File.OpenHandle(path, share: FileShare.ReadWrite) : null, IsResumable(output));
            if (prior._file is not null) prior.Index();
            return prior;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{output}: cannot be {(resume ? "resumed" : "written")}: {e.Message}", e);
        }
    }

    /// <summary>Where a run to be resumed writes: the whole lines that earlier ones left, in the output and its .part file, are safe in the prior file first. A line that a kill tore is left out.</summary>
    /// <exception cref="ForgeException">Another process is writing the output.</exception>
    public static RowWriter Resume(string output) => RowWriter.OpenResumed(output, part =>
    {
        var path = output + ".prior.part";
        RemoveLink(path);
        using var prior = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        prior.SetLength(WholeLines(prior));
        prior.Position = prior.Length;
        if (File.Exists(output))
        {
            using var whole = Streams.OpenRead(output);
            Append(prior, whole);
        }

        Append(prior, part);
        prior.Flush(flushToDisk: true);
    });

    /// <summary>What a link points to is not ours to write.</summary>
    private static void RemoveLink(string path)
    {
        if (FileStatus.Of(path) is { IsRegular: false, IsFolder: false }) File.Delete(path);
    }

    /// <summary>Length up to and with the last line feed.</summary>
    private static long WholeLines(FileStream file)
    {
        var buffer = new byte[1 << 16];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - buffer.Length);
            file.Position = start;
            file.ReadExactly(buffer, 0, (int)(end - start));
            var feed = buffer.AsSpan(0, (int)(end - start)).LastIndexOf((byte)'\n');
            if (feed >= 0) return start + feed + 1;
            end = start;
        }

        return 0;
    }

    /// <summary>Copies the source's lines as far as they can be decoded.</summary>
    private static void Append(FileStream prior, Stream lines)
    {
        var whole = prior.Length;
        try
        {
            var buffer = new byte[1 << 16];
            for (int length; (length = lines.Read(buffer)) > 0;)
            {
                prior.Write(buffer, 0, length);
                if (buffer.AsSpan(0, length).LastIndexOf((byte)'\n') is >= 0 and var feed) whole = prior.Position - length + feed + 1;
            }
        }
        catch (InvalidDataException)
        {
            // The compressed stream was torn; its whole lines so far are what there is.
        }

        prior.SetLength(whole);
        prior.Position = whole;
    }

    private void Index()
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new BufferedStream(stream, 1 << 16);
        var line = new List<byte>();
        long start = 0;
        long number = 1;
        for (int b; (b = reader.ReadByte()) >= 0;)
        {
            if (b != '\n')
            {
                line.Add((byte)b);
                continue;
            }

            var row = Row.Parse([.. line], _path, number++);
            _places[row.Required("sample_id")] = (start, line.Count, false);
            start += line.Count + 1;
            line.Clear();
        }
    }

    /// <summary>The sample as it was written; null when it is still to be drawn. Safe for several threads.</summary>
    public Row? Take(string sampleId)
    {
        (long Start, int Length, bool) place;
        lock (_gate)
        {
            if (!_places.TryGetValue(sampleId, out place)) return null;
            _places[sampleId] = (place.Start, place.Length, true);
        }

        var bytes = new byte[place.Length];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_file!, bytes.AsSpan(done), place.Start + done);
            if (read == 0) throw new ForgeException($"{_path}: was cut off while it was being read");
            done += read;
        }

        return Row.Parse(bytes, _path);
    }

    /// <summary>Writes a new sample to disk at once, so that a kill does not lose it. Safe for several threads.</summary>
    public void Keep(Row sample)
    {
        if (!_keeps) return;
        byte[] line = [.. sample.Utf8, (byte)'\n'];
        try
        {
            lock (_gate)
            {
                _journal ??= new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                _journal.Write(line);
                _journalBytes += line.Length;
            }
        }
        catch (IOException e)
        {
            throw new ForgeException($"{_path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>True when samples lie on disk that a later run can take over.</summary>
    public bool HasKept
    {
        get
        {
            lock (_gate) return _journal is not null || _file is not null;
        }
    }

    /// <summary>After the output has its name: removes the prior file, unless it holds samples that this run did not want.</summary>
    /// <returns>What is to be said about those; null when there are none.</returns>
    public string? Finish()
    {
        var left = _places.Values.Count(p => !p.Taken);
        if (left > 0)
        {
            _journal?.SetLength(RandomAccess.GetLength(_file!) - _journalBytes); // the new samples stand in the output
            return $"{left:N0} earlier samples do not belong to this run (other problems, model, seed or settings); they are kept in {_path}";
        }

        if (_file is not null || _journal is not null) File.Delete(_path);
        return null;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _journal?.Dispose();
    }
}
