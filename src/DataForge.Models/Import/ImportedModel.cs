using System.Text.Json;
using System.Text.Json.Serialization;

using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>A file the model was made from.</summary>
/// <param name="Hash">XxHash128 of its bytes, hex.</param>
public sealed record ModelSource(string Name, long Bytes, string Hash);

/// <summary>What <c>forge-model.json</c> says of an imported directory.</summary>
/// <param name="Format">Version of the directory's layout.</param>
/// <param name="Name">The source's own name, without a path.</param>
/// <param name="Precision"><c>fp32</c>, <c>int8</c>, <c>int4</c>, <c>fp16</c> or <c>bf16</c>.</param>
/// <param name="Revision">Hash of the contents of all sources: the same weights have the same revision wherever they lie.</param>
/// <param name="HeadDim">Columns of a head in the graph's buffers, padding included.</param>
public sealed record ImportedModel(string Format, string Name, string Precision, string Revision, int HeadDim, ModelConfig Config, IReadOnlyList<ModelSource> Sources)
{
    public const string CurrentFormat = "forge-model/1";
    public const string FileName = "forge-model.json";
    public const string GraphName = "model.onnx";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Where it lies; not part of the file.</summary>
    [JsonIgnore]
    public string Directory { get; init; } = "";

    [JsonIgnore]
    public string GraphPath => Path.Combine(Directory, GraphName);

    /// <summary>True for a directory that an import has finished.</summary>
    public static bool IsImported(string directory) => File.Exists(Path.Combine(directory, FileName));

    /// <exception cref="ForgeException">Not an imported directory, or one of another version.</exception>
    public static ImportedModel Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            var model = JsonSerializer.Deserialize<ImportedModel>(File.ReadAllBytes(path), Json);
            if (model?.Format != CurrentFormat) throw new ForgeException($"{path}: format \"{model?.Format}\" is not {CurrentFormat}; import the model again");
            return model with { Directory = directory };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }

    internal void Save(string directory) => File.WriteAllBytes(Path.Combine(directory, FileName), [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n']);
}
