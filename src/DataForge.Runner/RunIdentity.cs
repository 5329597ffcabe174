using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>What makes two runs the same: tool, output version, settings, model, endpoint, inputs. Names and values, in order.</summary>
internal sealed class RunIdentity
{
    private readonly List<KeyValuePair<string, string>> _facts = [];

    public void Add(string name, string? value)
    {
        if (value is not null) _facts.Add(KeyValuePair.Create(name, value));
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _facts) writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    /// <summary>What differs from an earlier run, each as <c>temperature 0.7 then, 0.9 now</c>.</summary>
    public IReadOnlyList<string> DifferencesFrom(JsonElement earlier)
    {
        var then = earlier.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var (name, value) in _facts)
        {
            if (!then.Remove(name, out var before)) differences.Add($"{name} not given then, {Short(value)} now");
            else if (before != value) differences.Add(IsHash(name) ? $"{name} changed" : $"{name} {Short(before)} then, {Short(value)} now");
        }

        differences.AddRange(then.Select(t => $"{t.Key} {Short(t.Value)} then, not given now"));
        return differences;
    }

    private static bool IsHash(string name) => name.StartsWith("input ", StringComparison.Ordinal);

    private static string Short(string value) => value.Length <= 80 ? $"\"{Printable.Escape(value)}\"" : $"\"{Printable.Escape(value[..80])}…\"";

    /// <summary>The content of each input file; standard input is compared row by row as it is read.</summary>
    public void AddInputs(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        foreach (var path in paths.Where(p => FileStatus.OfTarget(p) is { IsRegular: true })) // a pipe is read once
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
                Add($"input {path}", StableHash.Hex128(file, cancel));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return; // the reader says what is wrong with it
            }
        }
    }
}
