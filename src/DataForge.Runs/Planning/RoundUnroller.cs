using System.Globalization;
using DataForge.Runs.Manifests;

namespace DataForge.Runs.Planning;

/// <summary>Stages of every round under names of their own: <c>sample-1</c>, <c>sample-2</c>.</summary>
/// <remarks>Within a round a name means the stage of that round, <c>NAME@previous</c> the one of the round before (nothing in the first), <c>NAME@all</c> those of all rounds so far. After the rounds a name means the last round's.</remarks>
internal static class RoundUnroller
{
    private const string Previous = "@previous";
    private const string All = "@all";
    private const int MostDepth = 16; // of names that stand for names

    public static IReadOnlyList<RoundStage> Unroll(Manifest manifest, ManifestFaults faults)
    {
        var repeated = manifest.Stages.Where(s => s.EveryRound).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (repeated.Count == 0 && manifest.Rounds.Count > 0) faults.Add(1, "rounds: no stage has every_round: true");
        if (repeated.Count == 0) return [.. manifest.Stages.Select(s => new RoundStage(s, manifest.Variables, 1, n => Plain(n, manifest.Stages)))];
        var first = manifest.Stages.TakeWhile(s => !s.EveryRound).Count();
        var body = manifest.Stages.Skip(first).TakeWhile(s => s.EveryRound).ToList();
        foreach (var stray in manifest.Stages.Skip(first + body.Count).Where(s => s.EveryRound)) faults.Add(stray.Line, $"stage {stray.Name}: stages of every round stand together");
        var before = manifest.Stages.Take(first);
        var after = manifest.Stages.Skip(first + body.Count);
        var unrolled = before.Select(s => new RoundStage(s, manifest.Variables, 1, n => Plain(n, manifest.Stages))).ToList();
        for (var round = 1; round <= manifest.Rounds.Count; round++)
        {
            var (number, variables) = (round, Over(manifest.Variables, manifest.Rounds[round - 1]));
            foreach (var spec in body)
                unrolled.Add(new RoundStage(Numbered(spec, number, number == 1 || spec.Inputs is not null ? spec.Inputs : spec == body[0] ? Before(manifest, first) : null), variables, number, n => Resolve(n, number)));
        }

        unrolled.AddRange(after.Select((s, i) => new RoundStage(i == 0 && s.Inputs is null ? s with { Inputs = [body[^1].Name] } : s, manifest.Variables, manifest.Rounds.Count, n => Resolve(n, manifest.Rounds.Count))));
        return unrolled;

        IReadOnlyList<string>? Resolve(string name, int round)
        {
            if (name.EndsWith(Previous, StringComparison.Ordinal) && repeated.Contains(name[..^Previous.Length])) return round == 1 ? [] : [Of(name[..^Previous.Length], round - 1)];
            if (name.EndsWith(All, StringComparison.Ordinal) && repeated.Contains(name[..^All.Length])) return [.. Enumerable.Range(1, round).Select(r => Of(name[..^All.Length], r))];
            return repeated.Contains(name) ? [Of(name, round)] : Plain(name, manifest.Stages);
        }
    }

    private static IReadOnlyList<string>? Before(Manifest manifest, int first) => first > 0 ? [manifest.Stages[first - 1].Name] : null;

    /// <summary>The name in the plan of a stage that a manifest names from outside its rounds.</summary>
    public static string Last(Manifest manifest, string name) => manifest.Stages.Any(s => s.Name == name && s.EveryRound) ? Of(name, manifest.Rounds.Count) : name;

    private static string Of(string name, int round) => string.Create(CultureInfo.InvariantCulture, $"{name}-{round}");

    private static IReadOnlyList<string>? Plain(string name, IReadOnlyList<StageSpec> stages) => stages.Any(s => s.Name == name) ? [name] : null;

    private static StageSpec Numbered(StageSpec spec, int round, IReadOnlyList<string>? inputs) => spec with
    {
        Name = Of(spec.Name, round),
        Inputs = inputs,
        Link = spec.Link is null ? null : Of(spec.Link, round),
        TableLine = spec.TableLine is { Length: > 0 } line ? Of(line, round) : spec.TableLine,
    };

    private static Dictionary<string, string> Over(IReadOnlyDictionary<string, string> below, IReadOnlyDictionary<string, string> above)
    {
        var all = new Dictionary<string, string>(below, StringComparer.Ordinal);
        foreach (var (name, value) in above) all[name] = Outside(value, below);
        return all;
    }

    /// <summary>A round's value with the names in it, and in what they stand for, as they are outside the rounds: in the round they may be its own.</summary>
    private static string Outside(string value, IReadOnlyDictionary<string, string> below)
    {
        for (var depth = 0; depth < MostDepth; depth++)
        {
            var filled = Placeholders.Fill(value, n => below.GetValueOrDefault(n), last: false);
            if (filled == value) break;
            value = filled;
        }

        return value;
    }
}

/// <summary>A stage in its round.</summary>
/// <param name="Resolve">The stages that a name means; null where it means none.</param>
internal sealed record RoundStage(StageSpec Spec, IReadOnlyDictionary<string, string> Variables, int Round, Func<string, IReadOnlyList<string>?> Resolve);
