using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Tests;

namespace DataForge.Models.Tests.Import;

/// <summary>What a MODEL argument names is imported once, by whoever comes first.</summary>
public sealed class CachedModels : IDisposable
{
    private static readonly string Nano = Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano");

    private readonly string _root = Directory.CreateTempSubdirectory("forge-cache-").FullName;

    public CachedModels() => Environment.SetEnvironmentVariable("DATAFORGE_CACHE", _root);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("DATAFORGE_CACHE", null);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told_with_the_way_around_it()
    {
        var file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");
        Environment.SetEnvironmentVariable("DATAFORGE_CACHE", file);
        var nano = Path.Combine(SharedData.Repository, "corpora/models/forge-nano");
        var error = Assert.Throws<DataForge.Core.ForgeException>(() => ModelCache.Open(nano, null, "cpu")).Message;
        Assert.StartsWith($"{nano}: cannot be opened: ", error);
        Assert.EndsWith($" (imported models are kept in {file}; the environment variable DATAFORGE_CACHE names another place)", error);
    }

    [Fact]
    public void Asked_for_at_once_they_are_one_entry()
    {
        var source = Nano;
        var opened = new ImportedModel[4];
        Parallel.For(0, opened.Length, i => opened[i] = ModelCache.Open(source, null, "cpu"));
        Assert.Single(opened.Select(m => m.Directory).Distinct());
        var stamp = File.GetLastWriteTimeUtc(opened[0].GraphPath);
        Assert.Equal(opened[0].Revision, ModelCache.Open(source, "fp32", "cpu").Revision);
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(opened[0].GraphPath));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "models"), "*.part"));
    }

    [Fact]
    public void A_checkpoint_of_links_to_blobs_opens_as_the_files_themselves()
    {
        var source = Nano;
        var snapshot = Directory.CreateDirectory(Path.Combine(_root, "snapshots", "main")).FullName;
        foreach (var file in Directory.GetFiles(source)) File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)), file);
        var model = ModelCache.Open(snapshot, null, "cpu");
        using var session = new DecoderSession(model, new EngineSettings(Slots: 1));
        Assert.Equal(ModelCache.Open(source, null, "cpu").Revision, model.Revision);
        Assert.DoesNotContain(Directory.GetFiles(model.Directory), f => new FileInfo(f).LinkTarget is not null);
    }

    [Fact]
    public void A_changed_checkpoint_is_another_entry()
    {
        var copy = Directory.CreateDirectory(Path.Combine(_root, "checkpoint")).FullName;
        foreach (var file in Directory.GetFiles(Nano)) File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(file)), File.ReadAllBytes(file));
        var first = ModelCache.Open(copy, null, "cpu");
        var weights = Path.Combine(copy, "model.safetensors");
        var changed = File.ReadAllBytes(weights);
        changed[^1] ^= 1;
        File.Delete(weights);
        File.WriteAllBytes(weights, changed);
        Assert.NotEqual(first.Revision, ModelCache.Open(copy, null, "cpu").Revision);
    }

    [Fact]
    public void Another_precision_is_another_entry_of_the_same_revision()
    {
        var source = Nano;
        var (whole, half) = (ModelCache.Open(source, "fp32", "cpu"), ModelCache.Open(source, "int8", "cpu"));
        Assert.Equal(whole.Revision, half.Revision);
        Assert.NotEqual(whole.Directory, half.Directory);
    }

    [Fact]
    public async Task Who_waits_for_another_import_can_be_stopped()
    {
        var source = Nano;
        var entry = ModelCache.Open(source, null, "cpu").Directory;
        Directory.Delete(entry, recursive: true);
        using var busy = new FileStream(entry + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.Run(() => ModelCache.Open(source, null, "cpu", stop.Token))).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(Directory.Exists(entry));
    }

    [Fact]
    public void A_model_is_not_loaded_once_the_run_is_to_stop()
    {
        var model = ModelCache.Open(Nano, null, "cpu");
        Assert.Throws<OperationCanceledException>(() => new DecoderSession(model, new EngineSettings(Slots: 1), cancel: new CancellationToken(canceled: true)));
    }
}
