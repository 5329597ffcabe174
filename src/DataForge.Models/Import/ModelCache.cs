using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Opens whatever a MODEL argument names: an imported directory as it is, anything else imported once into the user's cache.</summary>
/// <remarks>
/// The place is <c>$DATAFORGE_CACHE</c>, else <c>$XDG_CACHE_HOME/dataforge</c>, else <c>~/.cache/dataforge</c>. An entry's name holds the contents' hash and the precision,
/// so a changed checkpoint is another entry. Several processes may ask at once: one imports, the others wait for its lock.
/// </remarks>
public static class ModelCache
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    /// <param name="precision">Null keeps an imported directory's own, and imports as fp32, on CUDA as bf16.</param>
    /// <param name="cancel">Ends hashing, waiting and importing.</param>
    /// <exception cref="ForgeException">Nothing that can be opened, or an imported directory of another precision.</exception>
    public static ImportedModel Open(string model, string? precision, string device, CancellationToken cancel = default)
    {
        try
        {
            return Find(model, precision, device, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{model}: cannot be opened: {e.Message} (imported models are kept in {Root()}; the environment variable DATAFORGE_CACHE names another place)", e);
        }
    }

    private static ImportedModel Find(string model, string? precision, string device, CancellationToken cancel)
    {
        if (Directory.Exists(model) && ImportedModel.IsImported(model))
        {
            var imported = ImportedModel.Open(model);
            Precisions.Parse(imported.Precision, device);
            return precision is null || precision == imported.Precision ? imported
                : throw new ForgeException($"--precision {precision}: {model} was imported at {imported.Precision}; import the original again, or leave --precision out");
        }

        var kind = Precisions.Parse(precision ?? Precisions.Default(device), device);
        var files = ModelSourceFiles.Find(model);
        var root = Path.Combine(Root(), "models");
        Directory.CreateDirectory(root);
        var sources = Sources(files, root, cancel);
        var entry = Path.Combine(root, $"{files.Name}-{ModelSourceFiles.Revision(sources)[..16]}-{kind.Name()}");
        if (ImportedModel.IsImported(entry)) return ImportedModel.Open(entry);
        using (Lock(entry + ".lock", cancel))
            return ImportedModel.IsImported(entry) ? ImportedModel.Open(entry) : Importer.Import(files, sources, entry, kind, cancel);
    }

    internal static string Root() => CacheFolder.Root
        ?? throw new ForgeException("no home directory to keep imported models in: set the environment variable DATAFORGE_CACHE to a folder");

    /// <summary>Hashes of the files; known ones (same path, size and time) are not read again.</summary>
    private static IReadOnlyList<ModelSource> Sources(ModelSourceFiles files, string root, CancellationToken cancel)
    {
        var note = Path.Combine(root, files.Fingerprint() + ".json");
        try
        {
            if (File.Exists(note) && JsonSerializer.Deserialize<ModelSource[]>(File.ReadAllBytes(note)) is { Length: > 0 } known) return known;
        }
        catch (JsonException)
        {
            // A note that cannot be read is written again.
        }

        var sources = files.Hash(cancel);
        var part = $"{note}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.part";
        File.WriteAllBytes(part, JsonSerializer.SerializeToUtf8Bytes(sources));
        File.Move(part, note, overwrite: true);
        return sources;
    }

    internal static FileStream Lock(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                cancel.WaitHandle.WaitOne(LockPoll);
                cancel.ThrowIfCancellationRequested();
            }
        }
    }
}
