using System.Globalization;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runs.Clusters;

/// <summary>What the cluster's queue says of jobs: <c>squeue --json</c>, whose numbers are plain in some versions and objects in others.</summary>
/// <param name="Job">Of the array.</param>
/// <param name="State">As Slurm calls it: <c>PENDING</c>, <c>RUNNING</c>.</param>
/// <param name="Reason">Why it waits; empty where it does not.</param>
/// <param name="Tasks">Task number, or those that wait together as <c>2-5</c>.</param>
public sealed record SlurmQueue(long Job, string State, string Reason, string Tasks)
{
    private static readonly string[] Ended = ["COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE", "PREEMPTED"];

    /// <summary>Lines of jobs that wait or run.</summary>
    /// <exception cref="ForgeException">No such document.</exception>
    public static IReadOnlyList<SlurmQueue> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.GetProperty("jobs").EnumerateArray().Select(Of).Where(j => !Ended.Contains(j.State))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ForgeException($"squeue: expected a list of jobs as JSON: {e.Message}", e);
        }
    }

    private static SlurmQueue Of(JsonElement job)
    {
        var array = Number(job, "array_job_id") is { } id and > 0 ? id : Number(job, "job_id") ?? 0;
        var waiting = Text(job, "array_task_string");
        return new SlurmQueue(array, Text(job, "job_state"), Text(job, "state_reason") is "None" ? "" : Text(job, "state_reason"), waiting.Length > 0 ? waiting : Number(job, "array_task_id")?.ToString(CultureInfo.InvariantCulture) ?? "");
    }

    private static long? Number(JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return value.TryGetProperty("set", out var isSet) && isSet.ValueKind == JsonValueKind.True && value.TryGetProperty("number", out var number) && number.TryGetInt64(out var inner) ? inner : null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var plain) ? plain : null;
    }

    private static string Text(JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.String => value[0].GetString()!,
        _ => "",
    };
}
