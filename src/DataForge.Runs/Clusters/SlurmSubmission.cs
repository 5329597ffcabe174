using System.Text.Json;
using System.Text.Json.Serialization;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Work;

namespace DataForge.Runs.Clusters;

/// <summary>The jobs that a run was submitted as, in the work folder's <c>slurm.json</c>.</summary>
public sealed record SlurmSubmission(IReadOnlyList<SlurmJob> Jobs)
{
    private static string FileOf(WorkFolder work) => Path.Combine(work.Path, "slurm.json");

    /// <summary>Null where the run was never submitted.</summary>
    /// <exception cref="ForgeException">The file cannot be read.</exception>
    public static SlurmSubmission? Read(WorkFolder work)
    {
        var path = FileOf(work);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SlurmJson.Default.SlurmSubmission) ?? throw new JsonException("found null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ForgeException($"{path}: expected the jobs of a run: {e.Message}", e);
        }
    }

    public void Write(WorkFolder work) => WholeFile.Write(FileOf(work), [.. JsonSerializer.SerializeToUtf8Bytes(this, SlurmJson.Default.SlurmSubmission), (byte)'\n']);
}

/// <summary>A job of the cluster.</summary>
/// <param name="Stages">Whose parts its tasks take; none for the job that closes the run.</param>
public sealed record SlurmJob(long Id, IReadOnlyList<string> Stages, int Tasks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(SlurmSubmission))]
internal sealed partial class SlurmJson : JsonSerializerContext;
