using System.Globalization;
using DataForge.Core;

namespace DataForge.Runs.Planning;

/// <summary>What differs between two plans, in words; a stage that differs only because an earlier one does is not named.</summary>
internal static class PlanDifference
{
    public static IReadOnlyList<string> Between(Plan then, Plan now)
    {
        var found = new List<string>();
        var before = then.Stages.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var stage in now.Stages)
        {
            if (!before.Remove(stage.Name, out var earlier)) found.Add($"stage {stage.Name} is new");
            else if (earlier.Key != stage.Key) found.AddRange(Of(earlier, stage));
        }

        found.AddRange(before.Keys.Select(name => $"stage {name} is gone"));
        if (found.Count == 0 && !then.Stages.Select(s => s.Name).SequenceEqual(now.Stages.Select(s => s.Name))) found.Add("the stages stand in another order");
        if (then.Target != now.Target) found.Add($"target {Text(then.Target)} then, {Text(now.Target)} now");
        return found;
    }

    private static string Text(Manifests.RowTarget? target) => target is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{target.Rows} rows of {target.Stage}");

    private static IEnumerable<string> Of(PlannedStage then, PlannedStage now)
    {
        var before = then.Facts.ToLookup(f => f.Name, f => f.Value, StringComparer.Ordinal);
        var after = now.Facts.ToLookup(f => f.Name, f => f.Value, StringComparer.Ordinal);
        foreach (var name in now.Facts.Select(f => f.Name).Concat(then.Facts.Select(f => f.Name)).Distinct(StringComparer.Ordinal).Where(n => !Planner.IsOfStage(n)))
        {
            if (before[name].SequenceEqual(after[name])) continue;
            yield return Planner.IsContent(name) && before.Contains(name) && after.Contains(name)
                ? $"stage {now.Name}: {name} changed"
                : $"stage {now.Name}: {name} {Short(before[name])} then, {Short(after[name])} now";
        }
    }

    private static string Short(IEnumerable<string> values) => values.Any() ? $"\"{Printable.Line(string.Join(' ', values), 80)}\"" : "not given";

    /// <summary>Program files of the suite that differ.</summary>
    public static IReadOnlyList<string> OfBuilds(IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
        [.. now.Keys.Union(then.Keys, StringComparer.Ordinal).Where(k => then.GetValueOrDefault(k) != now.GetValueOrDefault(k)).Order(StringComparer.Ordinal)];
}
