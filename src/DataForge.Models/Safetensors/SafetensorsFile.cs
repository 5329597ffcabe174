using System.Buffers.Binary;
using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Safetensors;

/// <summary>Where one tensor of a safetensors file lies.</summary>
/// <param name="Shape">Outermost dimension first; empty for a scalar.</param>
/// <param name="OffsetBytes">From the start of the file.</param>
public sealed record SafetensorsEntry(string Name, StoredType Type, IReadOnlyList<long> Shape, string Path, long OffsetBytes, long LengthBytes);

/// <summary>Reads headers of safetensors files: one file, or the shards an index names.</summary>
/// <remarks>Format: 8 bytes little-endian header length, JSON header, data (huggingface/safetensors, README "Format"). Offsets, lengths and shapes are checked against each other and against the file.</remarks>
public static class SafetensorsFile
{
    private const long LongestHeader = 100_000_000;

    /// <summary>The tensors of a model directory: <c>model.safetensors.index.json</c> where present, else <c>model.safetensors</c>, else the one safetensors file.</summary>
    /// <exception cref="ForgeException">No weights, a shard missing, or a broken header.</exception>
    public static IReadOnlyDictionary<string, SafetensorsEntry> OpenDirectory(string directory)
    {
        var index = Path.Combine(directory, "model.safetensors.index.json");
        if (File.Exists(index)) return OpenSharded(directory, index);
        var single = Path.Combine(directory, "model.safetensors");
        if (File.Exists(single)) return Read(single);
        var files = Directory.GetFiles(directory, "*.safetensors");
        if (files.Length == 1 && !Path.GetFileName(files[0]).StartsWith("adapter", StringComparison.Ordinal)) return Read(files[0]);
        if (files.Length == 1) throw new ForgeException($"{directory}: holds an adapter ({Path.GetFileName(files[0])}) and not the model it belongs to; merge it into its base model first");
        if (files.Length == 0 && Directory.GetFiles(directory, "*.bin").Concat(Directory.GetFiles(directory, "*.pt")).FirstOrDefault() is { } pickled)
            throw new ForgeException($"{directory}: the weights are in {Path.GetFileName(pickled)}, which is not read; save the model as safetensors");
        throw new ForgeException($"{directory}: expected model.safetensors, or model.safetensors.index.json with its shards; found {files.Length} safetensors files");
    }

    private static Dictionary<string, SafetensorsEntry> OpenSharded(string directory, string index)
    {
        var tensors = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        foreach (var shard in Shards(index))
        {
            var path = Path.Combine(directory, shard);
            if (Path.GetFileName(shard) != shard) throw new ForgeException($"{index}: shard \"{shard}\" is not a file name");
            if (!File.Exists(path)) throw new ForgeException($"{index}: shard {shard} is missing");
            foreach (var (name, entry) in Read(path)) tensors[name] = entry;
        }

        return tensors;
    }

    private static SortedSet<string> Shards(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(index));
            return new SortedSet<string>(json.RootElement.GetProperty("weight_map").EnumerateObject().Select(Shard), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ForgeException($"{index}: expected an object with \"weight_map\": {e.Message}", e);
        }
    }

    private static string Shard(JsonProperty weight) =>
        weight.Value.ValueKind == JsonValueKind.String ? weight.Value.GetString()! : throw new InvalidOperationException("a shard is not named by text");

    /// <summary>The tensors of one file, by name.</summary>
    public static Dictionary<string, SafetensorsEntry> Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> eight = stackalloc byte[8];
        if (file.ReadAtLeast(eight, 8, throwOnEndOfStream: false) < 8) throw new ForgeException($"{path}: too short for a safetensors file");
        if (eight.SequenceEqual("version "u8)) throw new ForgeException($"{path}: a Git LFS pointer instead of the file; fetch it with git lfs pull");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(eight);
        if (headerLength is < 2 or > LongestHeader || headerLength > file.Length - 8) throw new ForgeException($"{path}: header of {headerLength} bytes does not fit; not a safetensors file");
        var header = new byte[headerLength];
        file.ReadExactly(header);
        try
        {
            return Parse(path, header, 8 + headerLength, file.Length);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ForgeException($"{path}: broken safetensors header: {e.Message}", e);
        }
    }

    private static Dictionary<string, SafetensorsEntry> Parse(string path, byte[] header, long dataStart, long fileLength)
    {
        var tensors = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(header);
        foreach (var tensor in json.RootElement.EnumerateObject())
        {
            if (tensor.Name == "__metadata__") continue;
            var shape = tensor.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
            var offsets = tensor.Value.GetProperty("data_offsets");
            if (offsets.GetArrayLength() != 2) throw new ForgeException($"{path}: tensor {tensor.Name}: data_offsets holds {offsets.GetArrayLength()} numbers, expected 2");
            var (start, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
            var spelled = tensor.Value.GetProperty("dtype").GetString();
            if (Type(spelled) is not { } type)
            {
                if (!IsWeight(tensor.Name)) continue; // integer buffers (position ids) are not weights
                throw new ForgeException($"{path}: tensor {tensor.Name} is stored as {Printable.Line(spelled, 20)}; F32, F16 and BF16 are read");
            }

            if (shape.Any(d => d < 0)) throw new ForgeException($"{path}: tensor {tensor.Name}: shape [{string.Join(", ", shape)}] has a negative dimension");
            var expected = shape.Aggregate((Int128)(type == StoredType.F32 ? 4 : 2), (bytes, d) => bytes > long.MaxValue ? bytes : bytes * d);
            if (expected > long.MaxValue) throw new ForgeException($"{path}: tensor {tensor.Name}: shape [{string.Join(", ", shape)}] is larger than any file");
            if (start < 0 || end - start != expected || end > fileLength - dataStart)
                throw new ForgeException($"{path}: tensor {tensor.Name}: {end - start} bytes at {start} do not match shape [{string.Join(", ", shape)}] {spelled} in a file of {fileLength} bytes");
            tensors[tensor.Name] = new SafetensorsEntry(tensor.Name, type, shape, path, dataStart + start, end - start);
        }

        return tensors;
    }

    private static bool IsWeight(string name) => name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal);

    private static StoredType? Type(string? spelled) => spelled switch
    {
        "F32" => StoredType.F32,
        "F16" => StoredType.F16,
        "BF16" => StoredType.BF16,
        _ => null,
    };
}
