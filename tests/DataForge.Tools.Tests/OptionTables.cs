using System.Collections.Concurrent;
using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>What <c>--describe</c> prints for each command of a tool; each tool is asked once.</summary>
internal static class OptionTables
{
    private static readonly ConcurrentDictionary<string, JsonElement[]> Known = new();

    public static JsonElement[] Of(string tool) => Known.GetOrAdd(tool, static t =>
        [.. ToolRun.Run(t, ["--describe"]).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)]);
}
