using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Puts a new shard set in an earlier one's place. At every moment <c>manifest.json</c> describes a whole set, the old one or the new.</summary>
/// <remarks>
/// The new set is gathered in a folder within the set's own. Then one rename puts a manifest in place that describes it there and lists the files it replaces: that is the switch.
/// After it the old files go, the new ones get their final names as second links, and the manifest that names these takes the first one's place.
/// A run that was killed on the way is undone before the switch and finished after it by the next run.
/// </remarks>
internal static partial class SetSwitch
{
    private const string Replaces = "replaces";
    private const string GatherName = "sealing.part";

    [GeneratedRegex(@"^(README\.md|manifest\.json|timings\.json|.+-\d{5}(-of-\d{5})?\.(parquet|jsonl|jsonl\.zst|jsonl\.gz).*)\.part(\.(whole)?\d+)*$")]
    private static partial Regex PartName();

    /// <summary>Finishes or undoes what a killed run left. The folder is locked by the caller.</summary>
    public static void Recover(string folder)
    {
        if (File.Exists(Path.Combine(folder, ShardSet.ManifestName)) && Manifest(folder) is JsonObject manifest && manifest.ContainsKey(Replaces)) Finish(folder, manifest);
        RemoveParts(folder);
    }

    /// <summary>Removes everything of a set that is not sealed.</summary>
    public static void RemoveParts(string folder)
    {
        var gathered = Path.Combine(folder, GatherName);
        if (FileStatus.Of(gathered) is { IsFolder: true }) Directory.Delete(gathered, recursive: true);
        else File.Delete(gathered);
        foreach (var file in Directory.GetFiles(folder))
            if (PartName().IsMatch(Path.GetFileName(file)))
                File.Delete(file);
    }

    /// <param name="shards">Parts, whole and on disk, and their final names.</param>
    /// <param name="texts">Files that go with them.</param>
    /// <param name="earlier">Files of the set that is replaced.</param>
    public static void Run(string folder, IEnumerable<(string Part, string Name)> shards, IEnumerable<(string Name, string Text)> texts, string manifest, IEnumerable<string> earlier)
    {
        var gathered = Path.Combine(folder, GatherName);
        Directory.CreateDirectory(gathered);
        foreach (var (part, name) in shards) File.Move(part, Path.Combine(gathered, name), overwrite: true);
        foreach (var (name, text) in texts) WholeFile.Write(Path.Combine(gathered, name), text);
        WholeFile.Write(Path.Combine(gathered, ShardSet.ManifestName), manifest);
        var first = JsonNode.Parse(manifest)!.AsObject();
        foreach (var output in first["outputs"]!.AsArray()) output!["path"] = $"{GatherName}/{output["path"]!.GetValue<string>()}";
        first[Replaces] = new JsonArray([.. earlier.Select(e => (JsonNode)e)]);
        WholeFile.Write(Path.Combine(folder, ShardSet.ManifestName), Text(first));
        Finish(folder, first);
    }

    private static void Finish(string folder, JsonObject manifest)
    {
        var gathered = Path.Combine(folder, GatherName);
        var names = Directory.GetFiles(gathered).Select(f => Path.GetFileName(f)).Where(n => n != ShardSet.ManifestName).Order(StringComparer.Ordinal).ToArray();
        foreach (var old in manifest[Replaces]!.AsArray().Select(o => Path.GetFileName(o!.GetValue<string>())).Except(names)) File.Delete(Path.Combine(folder, old));
        foreach (var name in names) Link(Path.Combine(gathered, name), Path.Combine(folder, name));
        PartFile.FlushFolder(folder);
        File.Move(Path.Combine(gathered, ShardSet.ManifestName), Path.Combine(folder, ShardSet.ManifestName), overwrite: true);
        PartFile.FlushFolder(folder);
        Directory.Delete(gathered, recursive: true);
    }

    /// <summary>A second name for the file, in place of what has it; a copy where the file system has no links.</summary>
    private static void Link(string file, string name)
    {
        if (FileStatus.Of(file)!.Value.IsSameAs(FileStatus.Of(name))) return; // a rename between two links of one file does nothing
        var part = PartFile.PartOf(name);
        File.Delete(part);
        if (link(file, part) != 0)
        {
            using var copy = PartFile.Open(name);
            using (var source = File.OpenRead(file)) source.CopyTo(copy.Stream);
            copy.Flush();
            copy.TakeName();
            return;
        }

        File.Move(part, name, overwrite: true);
    }

    private static JsonNode? Manifest(string folder) => JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, ShardSet.ManifestName)));

    private static string Text(JsonNode node)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) node.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string file, string name);
}
