using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A folder of shards with a dataset card and a manifest. The manifest comes last, so its presence means that the set is whole.</summary>
/// <remarks>An earlier set in the folder stays untouched until the new one is complete; then its manifest goes first. A kill leaves the old set or none that claims to be whole, never a mixture that does.</remarks>
public sealed partial class ShardSet : IDisposable
{
    public const string ManifestName = "manifest.json";
    public const string CardName = "README.md";
    public const string TimingsName = "timings.json";

    private readonly ShardSettings _settings;
    private readonly Dictionary<string, ShardWriter> _writers;

    /// <exception cref="ForgeException">The folder cannot be made, or holds shards that no manifest accounts for.</exception>
    public ShardSet(ShardSettings settings)
    {
        _settings = settings;
        try
        {
            Directory.CreateDirectory(settings.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{settings.Folder}: cannot be written: {e.Message}", e);
        }

        var strangers = ShardsIn(settings.Folder).Except(EarlierOutputs()).Order(StringComparer.Ordinal).ToArray();
        if (strangers.Length > 0)
            throw new ForgeException($"{settings.Folder}: holds {strangers[0]}{(strangers.Length > 1 ? $" and {strangers.Length - 1:N0} more" : "")}, which no {ManifestName} accounts for; move them away or choose another folder");
        _writers = settings.Splits.ToDictionary(s => s, s => new ShardWriter(settings, s));
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
            throw new ForgeException($"{path}: is no manifest of a shard set ({e.Message}); move it away or choose another folder", e);
        }
    }

    /// <summary>Columns of Parquet shards, known once they are sealed; null for JSON lines.</summary>
    public RowSchema? Schema { get; private set; }

    /// <summary>What read every Parquet shard back before sealing; null where nothing did.</summary>
    public string? VerifiedBy => _settings.Verify && _settings.Format == ShardFormat.Parquet ? ParquetCheck.Reader : null;

    /// <param name="split">One of the settings' splits.</param>
    /// <exception cref="ForgeException">The disk is full, or the row does not go into the format.</exception>
    public void Write(string split, Row row) => _writers[split].Write(row);

    /// <summary>Closes all shards, gives them their names, and writes card, timings and manifest, in this order.</summary>
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
            var earlier = EarlierOutputs();
            File.Delete(Path.Combine(at, ManifestName));
            foreach (var old in earlier.Except(files.Select(f => f.Path))) File.Delete(Path.Combine(at, old));
            foreach (var (part, file) in shards) File.Move(part, Path.Combine(at, file.Path), overwrite: true);
            Put(CardName, card(files));
            Put(TimingsName, timings());
            Put(ManifestName, manifest(files));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{at}: cannot be sealed: {e.Message}", e);
        }

        return files;

        void Put(string name, string text)
        {
            var path = Path.Combine(at, name);
            using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(path + ".part", path, overwrite: true);
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values) writer.Dispose();
    }
}
