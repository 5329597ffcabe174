using System.Runtime.InteropServices;

using DataForge.Models.Onnx;

namespace DataForge.Models.Import;

/// <summary>The data files beside a graph: links to the original files, and one file of what had to be converted.</summary>
internal sealed partial class WeightFiles : IDisposable
{
    public const string Converted = "weights.bin";
    private const int Alignment = 64;

    private readonly string _directory;
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly CancellationToken _cancel;
    private FileStream? _converted;

    /// <param name="cancel">Looked at once a row.</param>
    public WeightFiles(string directory, CancellationToken cancel) => (_directory, _cancel) = (directory, cancel);

    /// <summary>Name beside the graph under which an original file is found: a hard link where the file system allows it, else a copy.</summary>
    /// <remarks>A symbolic link would do, but the runtime refuses weights that resolve to a place outside the model's directory.</remarks>
    public string Link(string path)
    {
        if (_links.TryGetValue(path, out var known)) return known;
        var name = Path.GetFileName(path);
        while (_links.ContainsValue(name)) name = "_" + name;
        var target = Path.Combine(_directory, name);
        if (CreateHardLink(ModelSourceFiles.Resolved(path).FullName, target) != 0) File.Copy(path, target);
        return _links[path] = name;
    }

    /// <summary>Writes a weight row by row into the converted file; returns offset and length in bytes.</summary>
    public (long Offset, long Length) Convert(Weight weight, OnnxType type)
    {
        var file = Aligned();
        var start = file.Position;
        weight.ForEachRow((_, values) =>
        {
            _cancel.ThrowIfCancellationRequested();
            FloatWriter.Write(file, values, type);
        });
        return (start, file.Position - start);
    }

    public (long Offset, long Length) Append(ReadOnlySpan<byte> bytes)
    {
        _cancel.ThrowIfCancellationRequested();
        var file = Aligned();
        var start = file.Position;
        file.Write(bytes);
        return (start, bytes.Length);
    }

    public void Dispose() => _converted?.Dispose();

    private FileStream Aligned()
    {
        _converted ??= new FileStream(Path.Combine(_directory, Converted), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var over = _converted.Position % Alignment;
        if (over > 0) _converted.Write(new byte[Alignment - over]);
        return _converted;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateHardLink(string existing, string created);
}
