using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataForge.Tests.Tools.Runs;

/// <summary>A manifest that ships, run from recorded calls with models that are not there: its rows are those of the recording.</summary>
/// <remarks>
/// <c>recordings/NAME</c> holds the settings (<c>settings.txt</c>), the calls and what each stage read, wrote and dropped (<c>expected.txt</c>). FORGE_BLESS=1 records all anew, FORGE_BLESS=NAME one of them, on
/// the models that come with the suite; read the difference. Where <c>script.jsonl</c> is there, its model is asked in their place (<see cref="ScriptedModel"/>).
/// </remarks>
internal static partial class ManifestReplay
{
    public static readonly string Recordings = Path.Combine(SharedData.Repository, "tests", "DataForge.Tools.Tests", "Runs", "recordings");
    private static readonly string? Bless = Environment.GetEnvironmentVariable("FORGE_BLESS");

    private static bool Blesses => Bless is { Length: > 0 };

    /// <summary>A variable that names a model of the suite by default.</summary>
    [GeneratedRegex("^  ([a-z0-9_]+): bundled:([A-Za-z0-9_.-]+) *(?:#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Model();

    /// <summary>Every second manifest, so that two classes share them and two cores can take one each.</summary>
    public static TheoryData<string> Half(int first) => [.. Directory.GetFiles(Path.Combine(SharedData.Repository, "manifests"), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => Bless is null or "" or "1" || n == Bless).Order(StringComparer.Ordinal).Where((_, i) => i % 2 == first)];

    public static async Task Require(string name)
    {
        var recording = Path.Combine(Recordings, name);
        Assert.True(File.Exists(Path.Combine(recording, "settings.txt")), $"manifests/{name}.yaml has no recording: write {recording}/settings.txt (NAME=VALUE a line, small figures) and run this test with FORGE_BLESS=1");
        var work = Directory.CreateTempSubdirectory("replay-").FullName;
        try
        {
            if (File.ReadAllText(Path.Combine(SharedData.Repository, "manifests", name + ".yaml")).Contains("--mode tir", StringComparison.Ordinal)) ScriptedModel.RequireSandbox();
            if (Blesses) await Record(name, recording, Path.Combine(work, "recorded"));
            var replayed = Run(name, Path.Combine(work, "replayed"), Models(name), ["--replay", recording]);
            Assert.True(replayed.ExitCode is 0 or 1, replayed.Error);
            var told = Stages(Path.Combine(work, "replayed"));
            if (Blesses) File.WriteAllText(Path.Combine(recording, "expected.txt"), told);
            Assert.Equal(File.ReadAllText(Path.Combine(recording, "expected.txt")), told);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>One file of calls, in the order of their keys, so that a new recording differs where a call does.</summary>
    private static async Task Record(string name, string recording, string work)
    {
        var calls = Path.Combine(work, "calls");
        var script = Path.Combine(recording, "script.jsonl");
        await using var server = File.Exists(script) ? ScriptedModel.Serve(script) : null;
        var recorded = Run(name, work, server is null ? [] : [$"endpoint={server.Address}"], ["--record", calls]);
        Assert.True(recorded.ExitCode is 0 or 1, recorded.Error);
        var lines = Directory.Exists(calls) ? Directory.GetFiles(calls).SelectMany(File.ReadAllLines).Distinct().Order(StringComparer.Ordinal).ToList() : [];
        File.WriteAllText(Path.Combine(recording, "all.calls.jsonl"), string.Concat(lines.Select(l => l + "\n")));
    }

    public static ToolResult Run(string name, string work, IEnumerable<string> models, IEnumerable<string> more)
    {
        var folder = Path.Combine(Recordings, name);
        var settings = File.ReadLines(Path.Combine(folder, "settings.txt")).Select(s => s.Split('=', 2) is [var variable, var value] && value.Length > 0 && Path.Exists(Path.Combine(folder, value)) ? $"{variable}={Path.Combine(folder, value)}" : s);
        return ToolRun.Run("forge", ["run", $"manifests/{name}.yaml", "--work", work, "--quiet", .. settings.Concat(models).SelectMany(s => new[] { "--set", s }), .. more]);
    }

    /// <summary>Settings under which no model can be opened.</summary>
    public static IEnumerable<string> Models(string name) =>
        Model().Matches(File.ReadAllText(Path.Combine(SharedData.Repository, "manifests", name + ".yaml")))
            .Where(m => !File.ReadLines(Path.Combine(Recordings, name, "settings.txt")).Any(s => s.StartsWith(m.Groups[1].Value + "=", StringComparison.Ordinal))).Select(m => $"{m.Groups[1].Value}=/nowhere/{m.Groups[2].Value}");

    /// <summary>Rows of every stage as <c>forge status</c> tells them.</summary>
    private static string Stages(string work)
    {
        using var status = JsonDocument.Parse(ToolRun.Run("forge", ["status", work, "--json"]).Out);
        var text = new StringBuilder();
        foreach (var stage in status.RootElement.GetProperty("stages").EnumerateArray())
            text.Append(CultureInfo.InvariantCulture, $"{stage.GetProperty("stage").GetString()}: {stage.GetProperty("rows_in")} in, {stage.GetProperty("rows_out")} out, dropped {stage.GetProperty("rejected").GetRawText()}\n");
        return text.ToString();
    }
}
