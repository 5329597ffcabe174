using System.Text.RegularExpressions;
using DataForge.Cli;
using DataForge.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataForge.Runs.Manifests;

/// <summary>Reads a manifest; every fault that its text alone shows is reported at once.</summary>
public static partial class ManifestReader
{
    private const int MostBytes = 1 << 20;
    private const int MostStages = 1000;
    private const int MostShards = 1 << 16;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex Name();

    /// <param name="settings">Values of the command line for variables, over those of the file.</param>
    /// <exception cref="ForgeException">Not readable, no YAML, or faults: one line for each.</exception>
    public static Manifest Read(string path, IReadOnlyDictionary<string, string> settings)
    {
        var faults = new ManifestFaults(path);
        var root = Load(path);
        var top = new YamlMap(root, "manifest", faults, ManifestKeys.Top);
        if (top.Get("forge") is null) faults.Add(root, "forge: expected the manifest's version, as forge: 1");
        else if (top.Text("forge") is { } version && version != "1") faults.Add(top.Get("forge")!, $"forge: expected 1, found \"{version}\"");
        var name = top.Text("name") ?? Path.GetFileNameWithoutExtension(path);
        if (!Name().IsMatch(name)) faults.Add(top.Get("name") ?? root, $"name: expected a letter and then letters, digits, - or _ (at most 64), found \"{name}\"");
        var variables = Variables(top, settings, faults);
        var rounds = Rounds(top, variables, faults);
        var roles = Roles(top, faults);
        var stages = Stages(top, roles, rounds.Count > 0, faults);
        var manifest = new Manifest(name, path, top.Integer("seed", 0) ?? 1, variables, roles, stages, rounds)
        {
            Target = Target(top, stages, faults),
            Limits = top.Map("at_most", ManifestKeys.Limits) is { } limits
                ? new RunLimits(limits.Integer("samples", 1), limits.Integer("tokens", 1), limits.Number("money"), limits.Number("hours"))
                : new RunLimits(null, null, null, null),
            Drift = top.Map("drift", ManifestKeys.Drift) is { } drift ? new DriftLimits(drift.Number("yield"), drift.Number("margin"), drift.Number("contamination"), drift.Number("length")) : null,
            OnSuccess = top.Get("on_success") is { } good ? top.Words(good, "on_success") : [],
            OnFailure = top.Get("on_failure") is { } bad ? top.Words(bad, "on_failure") : [],
        };
        faults.ThrowIfAny();
        return manifest;
    }

    private static YamlNode Load(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes }) throw new ForgeException($"{path}: a manifest of more than {MostBytes:N0} bytes is not read");
            var yaml = new YamlStream();
            using var text = new StreamReader(path, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
            yaml.Load(text);
            return yaml.Documents switch
            {
                [{ RootNode: { } root }] => root,
                [] => throw new ForgeException($"{path}:1: expected a manifest, found nothing"),
                _ => throw new ForgeException($"{path}:{yaml.Documents[1].RootNode.Start.Line}: expected one document, found another"),
            };
        }
        catch (YamlException e)
        {
            throw new ForgeException($"{path}:{Math.Max(1, e.Start.Line)}: {Printable.Line(e.InnerException?.Message ?? e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> Variables(YamlMap top, IReadOnlyDictionary<string, string> settings, ManifestFaults faults)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var map = top.Map("set", null);
        foreach (var (name, node) in map?.Entries ?? [])
        {
            if (Placeholders.Reserved.Contains(name) || name.Contains('.', StringComparison.Ordinal)) faults.Add(node, $"set: \"{name}\" is the run's own; take another name");
            else if (map!.Text(node, name) is { } value) variables[name] = value;
        }

        foreach (var (name, value) in settings)
        {
            if (!variables.ContainsKey(name))
                faults.Add(top.Node, $"set: no variable \"{name}\" in this manifest{(Nearest.To(name, variables.Keys) is { } near ? $"; did you mean {near}?" : variables.Count > 0 ? $" (variables: {string.Join(", ", variables.Keys)})" : "")}");
            variables[name] = File.Exists(value) || Directory.Exists(value) ? Path.GetFullPath(value) : value;
        }

        return variables;
    }

    private static List<IReadOnlyDictionary<string, string>> Rounds(YamlMap top, Dictionary<string, string> variables, ManifestFaults faults)
    {
        if (top.Get("rounds") is not { } node) return [];
        var rounds = new List<IReadOnlyDictionary<string, string>>();
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            faults.Add(node, "rounds: expected a list of variables, one entry a round, as - {rm: path/to/model}");
            return rounds;
        }

        foreach (var child in list.Children)
        {
            var round = new YamlMap(child, "rounds", faults, null);
            foreach (var (name, value) in round.Entries)
                if (!variables.ContainsKey(name)) faults.Add(value, $"rounds: no variable \"{name}\" under set");
            rounds.Add(round.Texts());
        }

        return rounds;
    }

    private static Dictionary<string, Role> Roles(YamlMap top, ManifestFaults faults)
    {
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var (name, node) in top.Map("roles", null)?.Entries ?? [])
        {
            var map = new YamlMap(node, $"role {name}", faults, null);
            var price = map.Map("price", ManifestKeys.Price);
            var options = map.Entries.Where(e => e.Key != "price").Select(e => KeyValuePair.Create(e.Key.Replace('_', '-'), map.Text(e.Value, e.Key) ?? "")).ToList();
            if (options.Any(o => o.Key is "api-key" or "key" or "token")) faults.Add(node, $"role {name}: a key does not stand in a manifest; name the environment variable that holds it, as api_key_env: MY_KEY");
            roles[name] = new Role(name, options, price?.Number("in") ?? 0, price?.Number("out") ?? 0, node.Start.Line);
        }

        return roles;
    }

    private static List<StageSpec> Stages(YamlMap top, Dictionary<string, Role> roles, bool hasRounds, ManifestFaults faults)
    {
        var stages = new List<StageSpec>();
        if (top.Get("stages") is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            faults.Add(top.Get("stages") ?? top.Node, "stages: expected a list of stages, as - sample: forge-sample");
            return stages;
        }

        if (list.Children.Count > MostStages) faults.Add(list, $"stages: expected at most {MostStages}, found {list.Children.Count}");
        foreach (var node in list.Children)
        {
            if (node is not YamlMappingNode { Children.Count: > 0 } map || map.Children[0].Key is not YamlScalarNode { Value: { } name } head)
            {
                faults.Add(node, $"stages: expected a name and a command, as sample: forge-sample, found {YamlMap.Kind(node)}");
                continue;
            }

            if (!Name().IsMatch(name)) faults.Add(head, $"stage \"{name}\": expected a letter and then letters, digits, - or _ (at most 64)");
            if (ManifestKeys.Stage.Contains(name)) faults.Add(head, $"stage: expected its name and command first, found the key {name}");
            if (stages.Any(s => s.Name == name)) faults.Add(head, $"stage {name}: stands here twice");
            var read = new YamlMap(map, $"stage {name}", faults, [name, .. ManifestKeys.Stage]);
            stages.Add(Stage(read, name, map.Children[0].Value, roles, hasRounds, faults));
        }

        return stages;
    }

    private static StageSpec Stage(YamlMap map, string name, YamlNode command, Dictionary<string, Role> roles, bool hasRounds, ManifestFaults faults)
    {
        var role = map.Text("role");
        if (role is not null && !roles.ContainsKey(role))
            faults.Add(map.Get("role")!, $"stage {name}: no role \"{role}\"{(Nearest.To(role, roles.Keys) is { } near ? $"; did you mean {near}?" : "")}");
        var shards = map.Integer("shards", 1) ?? 1;
        if (shards > MostShards) faults.Add(map.Get("shards")!, $"shards: expected at most {MostShards}, found {shards}");
        var repeated = map.Flag("every_round");
        if (repeated && !hasRounds) faults.Add(map.Get("every_round")!, $"stage {name}: every_round goes with rounds");
        if (map.Text("link") is { } link && (link.Contains('/', StringComparison.Ordinal) || link.StartsWith('.') || link is "stages" or "events" or "claims" or "plan.json"))
            faults.Add(map.Get("link")!, $"link: expected a name for the work folder, found \"{link}\"");
        var resources = map.Map("resources", ManifestKeys.Resources);
        if (resources?.Text("time") is { } time && !Time().IsMatch(time)) faults.Add(resources.Get("time")!, $"time: expected a length as 4h or 30m, found \"{time}\"");
        if (resources?.Text("mem") is { } memory && !Memory().IsMatch(memory)) faults.Add(resources.Get("mem")!, $"mem: expected a size as 32G or 500M, found \"{memory}\"");
        return new StageSpec(name, map.Words(command, $"stage {name}"), map.Texts("in"), map.Node.Start.Line)
        {
            Role = role,
            Shards = (int)Math.Min(shards, MostShards),
            Output = map.Choice("output", "rows", "folder", "files") switch { "rows" => OutputKind.Rows, "folder" => OutputKind.Folder, "files" => OutputKind.Files, _ => null },
            Link = map.Text("link"),
            TableLine = map.Text("line") ?? name,
            GoesOnAfterGate = map.Choice("on_gate", "stop", "go_on") == "go_on",
            EveryRound = repeated,
            Resources = new StageResources((int)(resources?.Integer("cpus", 1) ?? 1), (int)(resources?.Integer("gpus", 0) ?? 0), resources?.Text("mem"), resources?.Text("time")),
        };
    }

    [GeneratedRegex("^[1-9][0-9]{0,5}[hm]$")]
    private static partial Regex Time();

    [GeneratedRegex("^[1-9][0-9]{0,5}[MG]$")]
    private static partial Regex Memory();

    private static RowTarget? Target(YamlMap top, List<StageSpec> stages, ManifestFaults faults)
    {
        if (top.Map("target", ManifestKeys.Target) is not { } map) return null;
        var rows = map.Integer("rows", 1);
        var stage = map.Text("stage");
        if (map.Get("rows") is null) faults.Add(map.Node, "target: expected the rows that are wanted, as rows: 50000");
        if (stage is null) faults.Add(map.Node, "target: expected the stage whose rows count, as stage: decontam");
        else if (stages.All(s => s.Name != stage)) faults.Add(map.Get("stage")!, $"target: no stage \"{stage}\"{(Nearest.To(stage, stages.Select(s => s.Name)) is { } near ? $"; did you mean {near}?" : "")}");
        return rows is { } n && stage is not null ? new RowTarget(stage, n) : null;
    }
}
