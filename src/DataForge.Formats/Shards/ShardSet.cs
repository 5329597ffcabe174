using System.Text.Json;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A folder of shards with a dataset card and a manifest. The manifest comes last, so its presence means that the set is whole.</summary>
/// <remarks>An earlier set in the folder stays whole until the new one is: see <see cref="SetSwitch"/>. One process at a time writes into a folder.</remarks>
public sealed partial class ShardSet : IDisposable
{
    public const string ManifestName = "manifest.json";
    public const string CardName = "README.md";
    public const string TimingsName = "timings.json";

    private readonly ShardSettings _settings;
    private readonly Dictionary<string, ShardWriter> _writers;
    private readonly FolderLock _lock;
    private readonly bool _madeFolder;

    /// <exception cref="ForgeException">The folder cannot be made, is being written by another process, or holds shards that no manifest accounts for.</exception>
    public ShardSet(ShardSettings settings)
    {
        _settings = settings;
        _madeFolder = !Directory.Exists(settings.Folder);
        _lock = Lock(settings.Folder);
        try
        {
            Recover();
            RefuseStrangers();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        _writers = settings.Splits.ToDictionary(s => s, s => new ShardWriter(settings, s));
    }

    private static FolderLock Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return FolderLock.Take(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{folder}: cannot be written: {e.Message}", e);
        }
    }

    private void Recover()
    {
        try
        {
            SetSwitch.Recover(_settings.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{_settings.Folder}: what an interrupted run left cannot be finished: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NoManifest(e);
        }
    }

    private ForgeException NoManifest(Exception e) => new($"{Path.Combine(_settings.Folder, ManifestName)}: is no manifest of a shard set ({e.Message}); move it away or choose another folder", e);

    private void RefuseStrangers()
    {
        var folder = _settings.Folder;
        var strangers = ShardsIn(folder).Except(EarlierOutputs()).Order(StringComparer.Ordinal).ToArray();
        if (strangers.Length > 0)
            throw new ForgeException($"{folder}: holds {strangers[0]}{(strangers.Length > 1 ? $" and {strangers.Length - 1:N0} more" : "")}, which no {ManifestName} accounts for; move them away or choose another folder");
    }

    [GeneratedRegex(@"-\d{5}-of-\d{5}\.(parquet|jsonl|jsonl\.zst|jsonl\.gz)$")]
    private static partial Regex ShardName();

    private static IEnumerable<string> ShardsIn(string folder) =>
        Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Where(f => ShardName().IsMatch(f));

    /// <summary>Files of the sealed set that lies in the folder.</summary>
    private string[] EarlierOutputs()
    {
        var path = Path.Combine(_settings.Folder, ManifestName);
        if (!File.Exists(path)) return [];
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. manifest.RootElement.GetProperty("outputs").EnumerateArray().Select(o => Path.GetFileName(o.GetProperty("path").GetString()!))];
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NoManifest(e);
        }
    }

    /// <summary>Columns of Parquet shards, known once they are sealed; null for JSON lines.</summary>
    public RowSchema? Schema { get; private set; }

    /// <summary>What read every Parquet shard back before sealing; null where nothing did.</summary>
    public string? VerifiedBy => _settings.Verify && _settings.Format == ShardFormat.Parquet ? ParquetCheck.Reader : null;

    /// <param name="split">One of the settings' splits.</param>
    /// <exception cref="ForgeException">The disk is full, or the row does not go into the format.</exception>
    public void Write(string split, Row row)
    {
        _writers[split].Write(row);
        Rows++;
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Gives up the new set and leaves nothing of it; an earlier one stays as it is.</summary>
    public void Discard()
    {
        Close();
        SetSwitch.RemoveParts(_settings.Folder);
        if (_madeFolder && !Directory.EnumerateFileSystemEntries(_settings.Folder).Any()) Directory.Delete(_settings.Folder);
    }

    /// <summary>True when the folder holds a sealed set.</summary>
    public bool HasEarlier => File.Exists(Path.Combine(_settings.Folder, ManifestName));

    /// <summary>Closes all shards and puts them with card, timings and manifest in the earlier set's place.</summary>
    /// <exception cref="ForgeException">The folder cannot be written.</exception>
    public IReadOnlyList<ShardFile> Seal(Func<IReadOnlyList<ShardFile>, string> card, Func<string> timings, Func<IReadOnlyList<ShardFile>, string> manifest)
    {
        var columns = new SchemaBuilder();
        foreach (var split in _settings.Splits) columns.Add(_writers[split].End());
        ParquetParts.Conform([.. _settings.Splits.SelectMany(s => _writers[s].Pieces)], columns);
        if (_settings.Format == ShardFormat.Parquet) Schema = columns.Schema.NotEmpty;
        var shards = _settings.Splits.SelectMany(s => _writers[s].Finish()).ToArray();
        ShardFile[] files = [.. shards.Select(s => s.File)];
        var at = _settings.Folder;
        try
        {
            SetSwitch.Run(at, shards.Select(s => (s.Part, s.File.Path)), [(CardName, card(files)), (TimingsName, timings())], manifest(files), EarlierOutputs());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{at}: cannot be sealed: {e.Message}", e);
        }

        return files;
    }

    private void Close()
    {
        foreach (var writer in _writers.Values) writer.Dispose();
    }

    public void Dispose()
    {
        Close();
        _lock.Dispose();
    }
}
