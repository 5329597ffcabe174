using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A text file of a <see cref="DataFolder"/>.</summary>
/// <param name="Name">Within the folder.</param>
public sealed record FolderText(string Name, string Text, bool IsProgram = false);

/// <summary>A file that a folder's manifest lists.</summary>
/// <param name="Path">Within the folder, with slashes.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
public sealed record FolderEntry(string Path, long Bytes, string Sha256);

/// <summary>A folder of shards in <c>data/</c> with files beside them. Everything is gathered in <c>new.part</c> within it; the manifest takes its place last, so its presence means that the folder is whole.</summary>
/// <remarks>One process at a time writes into a folder. An earlier folder of the same kind is replaced; a folder that holds anything else is refused.</remarks>
public sealed class DataFolder : IDisposable
{
    public const string ManifestName = "manifest.json";
    private const string Gathered = "new.part";
    private const string EarlierName = "earlier.json"; // the manifest that stood before, while the new files take their places

    private readonly string _path;
    private readonly string _kind;
    private readonly FolderLock _lock;
    private readonly bool _made;
    private readonly SortedDictionary<string, ShardWriter> _writers = new(StringComparer.Ordinal);

    /// <param name="kind">The manifest's <c>format</c>, by which an earlier folder is known.</param>
    /// <exception cref="ForgeException">The folder cannot be made, is being written, or holds what no manifest of this kind accounts for.</exception>
    public DataFolder(string path, string kind, ShardFormat format, IReadOnlyList<string> splits)
    {
        (_path, _kind) = (path, kind);
        _made = !Directory.Exists(path);
        if (File.Exists(path)) throw new ForgeException($"{path}: expected a folder to write, found a file");
        try
        {
            Directory.CreateDirectory(path);
            _lock = FolderLock.Take(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }

        try
        {
            if (IsHalfSealed) TakePlaces(); // a run was killed while it sealed: what it had gathered is whole
            if (Directory.Exists(Work)) Directory.Delete(Work, recursive: true);
            RefuseStrangers();
            Directory.CreateDirectory(Path.Combine(Work, "data"));
        }
        catch (Exception e)
        {
            _lock.Dispose();
            if (e is IOException or UnauthorizedAccessException) throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
            throw;
        }

        foreach (var split in splits)
            _writers[split] = new ShardWriter(new ShardSettings(Path.Combine(Work, "data"), split, format, null, 500_000_000, [""], new Dictionary<string, string> { [ParquetReader.Mark] = "1" }), "");
    }

    /// <summary>Where files are gathered until the folder is sealed.</summary>
    public string Work => Path.Combine(_path, Gathered);

    /// <summary>True while files take their places: what is gathered is whole then, and nothing else holds it.</summary>
    private bool IsHalfSealed => !File.Exists(Path.Combine(_path, ManifestName)) && File.Exists(Path.Combine(Work, ManifestName));

    private void RefuseStrangers()
    {
        var known = FilesOf(Path.Combine(_path, ManifestName)).Append(ManifestName).ToHashSet(StringComparer.Ordinal);
        var stranger = Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_path, f)).Where(f => !known.Contains(f)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (stranger is not null) throw new ForgeException($"{_path}: holds {stranger}, which no {ManifestName} accounts for; move it away or choose another folder");
    }

    /// <summary>Names of the files that a manifest of this kind lists; none where it is not there.</summary>
    private List<string> FilesOf(string manifest)
    {
        if (!File.Exists(manifest)) return [];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            if (json.RootElement.GetProperty("format").GetString() != _kind) throw new JsonException("another format");
            List<string> names = [.. json.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()!)];
            var within = Path.GetFullPath(_path) + "/";
            return names.TrueForAll(n => Path.GetFullPath(Path.Combine(_path, n)).StartsWith(within, StringComparison.Ordinal)) ? names : throw new JsonException("a file outside the folder");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new ForgeException($"{manifest}: is no manifest of such a folder ({e.Message}); move it away or choose another folder", e);
        }
    }

    /// <exception cref="ForgeException">The disk is full, or the row does not go into the format.</exception>
    public void Write(string split, Row row) => _writers[split].Write(row);

    /// <summary>Closes the shards, splits in ordinal order, and reads Parquet back. Paths begin with <c>data/</c>.</summary>
    public IReadOnlyList<ShardFile> Finish()
    {
        var columns = new SchemaBuilder();
        foreach (var writer in _writers.Values) columns.Add(writer.End());
        ParquetParts.Conform([.. _writers.Values.SelectMany(w => w.Pieces)], columns);
        var files = new List<ShardFile>();
        foreach (var (split, writer) in _writers)
            foreach (var (part, file) in writer.Finish())
            {
                File.Move(part, Path.Combine(Work, "data", file.Path), overwrite: true);
                files.Add(file with { Path = "data/" + file.Path, Split = split });
            }

        return files;
    }

    /// <summary>Adds the texts, then puts everything in its place, the manifest last.</summary>
    /// <param name="manifest">The manifest's text; given all files, whose paths and hashes it lists under <c>files</c>.</param>
    /// <exception cref="ForgeException">The folder cannot be written.</exception>
    public void Seal(IEnumerable<FolderText> texts, Func<IReadOnlyList<FolderEntry>, string> manifest)
    {
        try
        {
            foreach (var text in texts)
            {
                var file = Path.Combine(Work, text.Name);
                WholeFile.Write(file, text.Text);
                if (text.IsProgram) File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            string[] names = [.. Directory.EnumerateFiles(Work, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Work, f)).Order(StringComparer.Ordinal)];
            WholeFile.Write(Path.Combine(Work, ManifestName), manifest([.. names.Select(Entry)]));
            if (File.Exists(Path.Combine(_path, ManifestName))) File.Move(Path.Combine(_path, ManifestName), Path.Combine(Work, EarlierName), overwrite: true);
            TakePlaces();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{_path}: cannot be sealed: {e.Message}", e);
        }
    }

    /// <summary>Removes the files of the manifest that stood before, moves what was gathered into its place, the manifest last. Run again after it was killed, it goes on.</summary>
    private void TakePlaces()
    {
        var names = FilesOf(Path.Combine(Work, ManifestName));
        foreach (var old in FilesOf(Path.Combine(Work, EarlierName)).Except(names, StringComparer.Ordinal)) File.Delete(Path.Combine(_path, old));
        foreach (var name in names.Where(n => File.Exists(Path.Combine(Work, n))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_path, name))!);
            File.Move(Path.Combine(Work, name), Path.Combine(_path, name), overwrite: true);
        }

        PartFile.FlushFolder(_path);
        File.Move(Path.Combine(Work, ManifestName), Path.Combine(_path, ManifestName), overwrite: true);
        PartFile.FlushFolder(_path);
        Directory.Delete(Work, recursive: true);
    }

    private FolderEntry Entry(string name)
    {
        using var file = File.OpenRead(Path.Combine(Work, name));
        return new FolderEntry(name, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>Leaves an earlier folder as it was, and nothing of a new one that was not sealed; one that could not be sealed to its end is gone on with by the next run.</summary>
    public void Dispose()
    {
        foreach (var writer in _writers.Values) writer.Dispose();
        try
        {
            if (IsHalfSealed) return;
            if (Directory.Exists(Work)) Directory.Delete(Work, recursive: true);
            if (_made && !Directory.EnumerateFileSystemEntries(_path).Any()) Directory.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run removes it.
        }
        finally
        {
            _lock.Dispose();
        }
    }
}
