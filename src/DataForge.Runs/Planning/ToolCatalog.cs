using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runs.Planning;

/// <summary>What the suite's tools say of themselves: options and output versions.</summary>
/// <remarks>A tool is a program that has to be started to be asked, so what a build's tools said is kept in the user's cache, under the hash of all the build's files.</remarks>
/// <param name="folder">Where the tools lie.</param>
/// <param name="cache">Where answers are kept; null keeps none.</param>
internal sealed class ToolCatalog(string folder, string? cache)
{
    private readonly Lazy<string> _build = new(() => StableHash.Hex128([.. ContentHash.OfBuild(folder).SelectMany(f => new[] { f.Key, f.Value })]));

    private readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<ToolFacts>>> _tools = new(StringComparer.Ordinal);

    /// <summary>The tool's program; null where there is none of that name.</summary>
    public string? ProgramOf(string word) =>
        word.StartsWith("forge-", StringComparison.Ordinal) && !word.Contains('/', StringComparison.Ordinal) && File.Exists(Path.Combine(folder, word)) ? Path.Combine(folder, word) : null;

    /// <summary>Asks several tools at a time.</summary>
    public void Prepare(IEnumerable<string> words) => Parallel.ForEach(words.Distinct(StringComparer.Ordinal).Where(w => ProgramOf(w) is not null), w => _ = All(w));

    /// <summary>The table of a command, or of the tool where the second word is none of its commands.</summary>
    public ToolFacts Of(string tool, string? second) =>
        All(tool) is var all && all.FirstOrDefault(t => t.Name == $"{tool} {second}") is { } command ? command : all.FirstOrDefault(t => t.Name == tool)
            ?? throw new ForgeException($"{tool}: expected one of its commands ({string.Join(", ", all.Select(t => t.Name[(tool.Length + 1)..]))}), found \"{second}\"");

    private IReadOnlyList<ToolFacts> All(string tool) => _tools.GetOrAdd(tool, t => new Lazy<IReadOnlyList<ToolFacts>>(() => Ask(t))).Value;

    private IReadOnlyList<ToolFacts> Ask(string tool)
    {
        var kept = cache is null ? null : Path.Combine(cache, "tools", $"{tool}-{_build.Value}.jsonl");
        if (kept is not null && Kept(kept) is { } known) return known;
        var start = new ProcessStartInfo(Path.Combine(folder, tool)) { RedirectStandardOutput = true };
        start.ArgumentList.Add("--describe");
        try
        {
            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            IReadOnlyList<ToolFacts> facts = [.. lines.Select(ToolFacts.Read)];
            if (kept is not null && facts.Count > 0) Keep(kept, lines);
            return facts;
        }
        catch (Exception e) when (e is Win32Exception or JsonException or KeyNotFoundException)
        {
            throw new ForgeException($"{tool}: does not describe itself: {e.Message}", e);
        }
    }

    /// <summary>Null where nothing is kept, or what is there cannot be used.</summary>
    private static IReadOnlyList<ToolFacts>? Kept(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(ToolFacts.Read)] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Keep(string path, IReadOnlyList<string> lines)
    {
        try
        {
            Formats.WholeFile.Write(path, string.Concat(lines.Select(l => l + "\n")));
        }
        catch (ForgeException)
        {
            // The cache cannot be written, or somebody writes the same: the tools are asked again next time.
        }
    }
}

/// <summary>A tool's table, as far as a run needs it.</summary>
internal sealed record ToolFacts(string Name, int OutputVersion, bool TakesFiles, IReadOnlyDictionary<string, ToolOption> Options)
{
    public static ToolFacts Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var options = root.GetProperty("options").EnumerateArray().ToDictionary(
            o => o.GetProperty("name").GetString()!,
            o => new ToolOption(o.GetProperty("value").GetString(), o.GetProperty("range").GetString(), o.GetProperty("changes_output").GetBoolean()), StringComparer.Ordinal);
        return new ToolFacts(
            root.GetProperty("name").GetString()!, root.GetProperty("output_version").GetInt32(),
            root.GetProperty("arguments").EnumerateArray().Any(a => a.GetProperty("name").GetString() == Cli.Positional.Inputs.Name), options);
    }
}
