using System.Text.Json;
using System.Text.Json.Serialization;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Manifests;

namespace DataForge.Runs.Planning;

/// <summary>What a run does, looked up once and frozen: workers execute this and nothing else. Holds no times and no keys of servers.</summary>
public sealed record Plan
{
    /// <summary>Of the file's layout.</summary>
    public required int Format { get; init; }

    /// <summary>Hash of all that decides the run's rows.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The manifest's file.</summary>
    public required string Manifest { get; init; }

    /// <summary>Where stages run: the manifest's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Each program file of the suite and its hash; another build of one is refused.</summary>
    public required IReadOnlyDictionary<string, string> Build { get; init; }

    public required IReadOnlyList<PlannedStage> Stages { get; init; }

    public RowTarget? Target { get; init; }

    public required RunLimits Limits { get; init; }

    public DriftLimits? Drift { get; init; }

    public IReadOnlyList<string> OnSuccess { get; init; } = [];

    public IReadOnlyList<string> OnFailure { get; init; } = [];

    internal const int CurrentFormat = 1;

    public PlannedStage Stage(string name) => Stages.First(s => s.Name == name);

    /// <summary>Stages whose parts are worked through together, in order.</summary>
    internal IReadOnlyList<IReadOnlyList<PlannedStage>> Groups => _groups ??= [.. Stages.GroupBy(s => s.Group).OrderBy(g => g.Key).Select(g => g.ToList())];

    private List<IReadOnlyList<PlannedStage>>? _groups;

    /// <exception cref="ForgeException">No plan, or one of another version.</exception>
    public static Plan Read(string path)
    {
        try
        {
            var plan = JsonSerializer.Deserialize(File.ReadAllBytes(path), PlanJson.Default.Plan);
            return plan is { Format: CurrentFormat } ? plan : throw new ForgeException($"{path}: expected a plan of format {CurrentFormat}, found {plan?.Format.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}; run its manifest again");
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: expected a run's plan: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="ForgeException">It cannot be written.</exception>
    public void Write(string path) => WholeFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Default.Plan), (byte)'\n']);
}

/// <summary>A stage with all names looked up.</summary>
public sealed record PlannedStage
{
    public required string Name { get; init; }

    /// <summary>16 hex digits over <see cref="Facts"/>: the same key gives the same rows.</summary>
    public required string Key { get; init; }

    /// <summary>What decides the rows: tool, output version, options, role, inputs. Name and value.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Program file.</summary>
    public required string Program { get; init; }

    /// <summary>Arguments; placeholders of the part's own paths are left in.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The tool and its command as its table calls it; null for another program.</summary>
    public string? Tool { get; init; }

    public required IReadOnlyList<StageInput> Inputs { get; init; }

    /// <summary>Stages that words refer to.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Files and folders that words name, which must be as they were when a worker starts.</summary>
    public required IReadOnlyList<PlannedFile> Files { get; init; }

    public required int Shards { get; init; }

    /// <summary>Neighbours of one number are worked through part by part, without waiting for each other's other parts.</summary>
    public required int Group { get; init; }

    public required OutputKind Output { get; init; }

    /// <summary>Options that the worker adds, since the tool has them and the command does not give them.</summary>
    public required IReadOnlyList<string> Adds { get; init; }

    /// <summary>Inputs are named as arguments; else they are fed to standard input.</summary>
    public required bool TakesFiles { get; init; }

    /// <summary>Rows that each part reads at most, for estimates; null reads all.</summary>
    public long? MostRowsIn { get; init; }

    /// <summary>Rows that each part writes at most, for estimates; null is without bound.</summary>
    public long? MostRowsOut { get; init; }

    public string? Link { get; init; }

    public string? TableLine { get; init; }

    public bool GoesOnAfterGate { get; init; }

    public string? Role { get; init; }

    public double PriceIn { get; init; }

    public double PriceOut { get; init; }

    public StageResources Resources { get; init; } = new(1, 0, null, null);

    /// <summary>Folder within <c>stages</c>.</summary>
    [JsonIgnore]
    public string Folder => $"{Name}-{Key}";
}

/// <summary>One thing that decides a stage's rows.</summary>
public sealed record Fact(string Name, string Value);

/// <summary>Where a stage's rows come from: another stage, or a file.</summary>
/// <param name="Hash">Of a file's content.</param>
/// <param name="Limit">Rows that are read of it; null reads all.</param>
public sealed record StageInput(string? Stage, string? Path, string? Hash, int? Limit = null);

/// <summary>A file or folder that a command names, and the hash of its content.</summary>
public sealed record PlannedFile(string Path, string Hash);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, NewLine = "\n")]
[JsonSerializable(typeof(Plan))]
internal sealed partial class PlanJson : JsonSerializerContext;
