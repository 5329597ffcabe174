using System.Globalization;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Manifests;

namespace DataForge.Runs.Planning;

/// <summary>Makes a plan of a manifest: rounds unrolled, names looked up, contents hashed, stages keyed. All that is wrong is said at once.</summary>
/// <param name="tools">Folder of the suite's tools.</param>
public sealed class Planner(string tools, CancellationToken cancel = default)
{
    private const string FromStage = "input stage ";
    private const string FromFile = "input ";
    private const string Named = "content of ";
    private const string Draws = "forge-rows sample"; // so many rows however many there are
    private const string Drawn = "count";

    /// <summary>Options that every tool which has them gets: where calls are recorded or replayed. None of them changes the rows. A role that names a recording of its own keeps it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Further { get; init; } = [];

    private readonly ToolCatalog _catalog = new(tools, CacheFolder.Root);
    private readonly Dictionary<string, string?> _hashes = new(StringComparer.Ordinal);

    internal static bool IsOfStage(string fact) => fact.StartsWith(FromStage, StringComparison.Ordinal);

    internal static bool IsContent(string fact) => fact.StartsWith(FromFile, StringComparison.Ordinal) || fact.StartsWith(Named, StringComparison.Ordinal);

    /// <summary>The folder of models that come with the suite, which <c>bundled:</c> stands for.</summary>
    private string Bundled => Path.Combine(tools, "corpora", "models");

    /// <exception cref="ForgeException">Faults, one line for each.</exception>
    public Plan Make(Manifest manifest)
    {
        var faults = new ManifestFaults(manifest.Path);
        var stages = RoundUnroller.Unroll(manifest, faults);
        faults.ThrowIfAny();
        _catalog.Prepare(stages.Select(s => s.Spec.Words[0]));
        var planned = new List<PlannedStage>();
        foreach (var stage in stages)
            if (Plan(manifest, stage, planned, faults) is { } made)
                planned.Add(made);
        faults.ThrowIfAny();
        if (manifest.Target is { } t && planned.First(s => s.Name == RoundUnroller.Last(manifest, t.Stage)) is { Output: not OutputKind.Rows } target)
            throw new ForgeException($"{manifest.Path}: target: stage {target.Name} writes no rows");
        return new Plan
        {
            Format = Planning.Plan.CurrentFormat,
            Id = ContentHash.OfFacts([new Fact("name", manifest.Name), .. planned.Select(s => new Fact(s.Name, s.Key))]),
            Name = manifest.Name,
            Manifest = Path.GetFullPath(manifest.Path),
            Folder = manifest.Folder,
            Build = ContentHash.OfBuild(tools),
            Stages = planned,
            Target = manifest.Target is { } rows ? rows with { Stage = RoundUnroller.Last(manifest, rows.Stage) } : null,
            Limits = manifest.Limits,
            Drift = manifest.Drift,
            OnSuccess = manifest.OnSuccess,
            OnFailure = manifest.OnFailure,
        };
    }

    private PlannedStage? Plan(Manifest manifest, RoundStage stage, List<PlannedStage> earlier, ManifestFaults faults)
    {
        var spec = stage.Spec;
        var references = new List<string>();
        var role = spec.Role is null ? null : manifest.Roles[spec.Role];
        var words = spec.Words.Select(w => Fill(w, spec.Line)).ToList();
        var options = (role?.Options ?? []).Select(o => KeyValuePair.Create(o.Key, Fill(o.Value, role!.Line))).Where(o => o.Value.Length > 0).ToList();
        if (_catalog.ProgramOf(words[0]) is not { } tool) return Program(stage, words, options, references, earlier, manifest, faults);
        ToolFacts facts;
        try
        {
            facts = _catalog.Of(words[0], words.ElementAtOrDefault(1));
        }
        catch (ForgeException e)
        {
            faults.Add(spec.Line, $"stage {spec.Name}: {e.Message}");
            return null;
        }

        foreach (var (name, value) in options)
        {
            if (facts.Options.ContainsKey(name)) words.AddRange(value == "true" && facts.Options[name].Value is null ? ["--" + name] : ["--" + name, value]);
            else faults.Add(role!.Line, $"role {role.Name}: {facts.Name} has no option {name}{(Nearest.To(name, facts.Options.Keys) is { } near ? $"; did you mean {near}?" : "")}");
        }

        var recordsItself = options.Any(o => o.Key == BackendOptions.Record.Name || o.Key == BackendOptions.Replay.Name);
        foreach (var (name, value) in Further.Where(o => !recordsItself && facts.Options.ContainsKey(o.Key))) words.AddRange(facts.Options[name].Value is null ? ["--" + name] : ["--" + name, value]);
        var parsed = ToolWords.Read(words[(facts.Name.Contains(' ', StringComparison.Ordinal) ? 2 : 1)..], facts, problem => faults.Add(spec.Line, $"stage {spec.Name}: {problem}"));
        foreach (var (name, value) in parsed.Options.Where(o => facts.Options[o.Name].Value == BackendOptions.Endpoint.ValueName))
            if (Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.UserInfo.Length > 0 || address.Query.Length > 0))
                faults.Add(spec.Line, $"stage {spec.Name}: {name}: an address with a key in it would stand in the plan; name the variable that holds the key by {BackendOptions.ApiKeyVariable.Name}");
        var output = spec.Output ?? (facts.Options.TryGetValue(InputOutputOptions.Out.Name, out var outOption) ? (outOption.Value == "DIR" ? OutputKind.Folder : OutputKind.Rows) : OutputKind.Files);
        string[] adds = [InputOutputOptions.Out.Name, InputOutputOptions.Rejects.Name, RunOptions.Summary.Name, RunOptions.Resume.Name];
        var listed = new List<Fact> { new("tool", facts.Name), new("output version", facts.OutputVersion.ToString(CultureInfo.InvariantCulture)) };
        var files = new List<PlannedFile>();
        foreach (var (name, value) in parsed.Options.Where(o => facts.Options[o.Name].ChangesOutput || o.Name == InputOutputOptions.Limit.Name).OrderBy(o => o.Name, StringComparer.Ordinal)) Note("--" + name, value, facts.Options[name].NamesFiles);
        foreach (var word in parsed.Rest) Note("argument", word, true);
        return Finish(stage, spec, listed, files, references, earlier, manifest, faults, made => made with
        {
            Program = tool,
            Words = words[1..],
            Tool = facts.Name,
            Output = output,
            Adds = [.. adds.Where(a => facts.Options.ContainsKey(a) && parsed.Options.All(o => o.Name != a))],
            TakesFiles = facts.TakesFiles,
            MostRowsIn = Bound(parsed, InputOutputOptions.Limit.Name),
            MostRowsOut = facts.Name == Draws ? Bound(parsed, Drawn) : null,
            PriceIn = role?.PriceIn ?? 0,
            PriceOut = role?.PriceOut ?? 0,
        });

        void Note(string name, string value, bool mayBeFile) => Add(listed, files, name, value, mayBeFile ? manifest.Folder : null, earlier);

        string Fill(string word, long line) => FillWord(word, manifest, stage, earlier, references, text => faults.Add(line, $"stage {spec.Name}: {text}"));
    }

    private static long? Bound(ToolWords words, string option) =>
        words.Options.LastOrDefault(o => o.Name == option).Value is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : null;

    /// <summary>A program that is none of ours.</summary>
    private PlannedStage? Program(RoundStage stage, List<string> words, List<KeyValuePair<string, string>> options, List<string> references, List<PlannedStage> earlier, Manifest manifest, ManifestFaults faults)
    {
        var spec = stage.Spec;
        if (options.Count > 0) faults.Add(spec.Line, $"stage {spec.Name}: a role gives options to the suite's tools; name what {words[0]} needs in its command");
        if (ProgramFile(words[0], manifest.Folder) is not { } program)
        {
            var hint = words[0].StartsWith("forge-", StringComparison.Ordinal) && Nearest.To(words[0], Directory.EnumerateFiles(tools, "forge-*.dll").Select(f => Path.GetFileNameWithoutExtension(f))) is { } near ? $"; did you mean {near}?" : "";
            faults.Add(spec.Line, $"stage {spec.Name}: no program \"{words[0]}\"{hint}");
            return null;
        }

        var listed = new List<Fact> { new("program", words[0]), new($"{Named}{words[0]}", Hash(program)!) };
        var files = new List<PlannedFile> { new(program, Hash(program)!) };
        foreach (var word in words[1..]) Add(listed, files, "argument", word, manifest.Folder, earlier);
        return Finish(stage, spec, listed, files, references, earlier, manifest, faults, made => made with
        {
            Program = program,
            Words = words[1..],
            Output = spec.Output ?? OutputKind.Rows,
            Adds = [],
            TakesFiles = false,
        });
    }

    private PlannedStage? Finish(RoundStage stage, StageSpec spec, List<Fact> facts, List<PlannedFile> files, List<string> references, List<PlannedStage> earlier, Manifest manifest, ManifestFaults faults, Func<PlannedStage, PlannedStage> complete)
    {
        var inputs = Inputs(stage, earlier, manifest, faults);
        facts.AddRange(inputs.Select(i => i.Stage is { } name ? new Fact(FromStage + name, KeyOf(name)) : new Fact(FromFile + i.Path, i.Hash!)));
        if (spec.Shards > 1) facts.Add(new Fact("shards", spec.Shards.ToString(CultureInfo.InvariantCulture)));
        if (spec.Shards > 1 && inputs.Count == 0 && !spec.Words.Any(w => Placeholders.NamesIn(w).Contains(Placeholders.Shard)))
            faults.Add(spec.Line, $"stage {spec.Name}: shards need rows to divide; a stage without input takes {{{Placeholders.Shard}}} in its command");
        if (inputs.Any(i => i.Stage is { } s && earlier.First(e => e.Name == s).Output == OutputKind.Files)) faults.Add(spec.Line, $"stage {spec.Name}: its input writes no rows");
        var made = complete(new PlannedStage
        {
            Name = spec.Name,
            Key = "",
            Facts = facts,
            Program = "",
            Words = [],
            Inputs = inputs,
            References = [.. references.Distinct(StringComparer.Ordinal)],
            Files = [.. files.Distinct()],
            Shards = spec.Shards,
            Group = 0,
            Output = OutputKind.Rows,
            Adds = [],
            TakesFiles = false,
            Link = spec.Link,
            TableLine = spec.TableLine,
            GoesOnAfterGate = spec.GoesOnAfterGate,
            Role = spec.Role,
            Resources = spec.Resources,
        });
        if (made.Output != OutputKind.Rows && made.Shards > 1) faults.Add(spec.Line, $"stage {spec.Name}: only stages that write rows take shards");
        return made with { Key = ContentHash.OfFacts(facts), Group = GroupOf(made, earlier, manifest) };

        string KeyOf(string name) => earlier.First(e => e.Name == name).Key + (manifest.Target is { } t && RoundUnroller.Last(manifest, t.Stage) == name ? string.Create(CultureInfo.InvariantCulture, $" first {t.Rows}") : "");
    }

    /// <summary>A part of a stage can follow the same part of the stage before at once where the rows are divided in the same way.</summary>
    private static int GroupOf(PlannedStage stage, List<PlannedStage> earlier, Manifest manifest)
    {
        if (earlier is not [.., var before]) return 0;
        var follows = stage.Shards > 1 && stage.Shards == before.Shards && stage.Inputs is [{ Stage: { } input }] && input == before.Name && before.Output == OutputKind.Rows
            && !(manifest.Target is { } t && RoundUnroller.Last(manifest, t.Stage) == before.Name)
            && stage.References.All(r => earlier.First(e => e.Name == r).Group < before.Group);
        return follows ? before.Group : before.Group + 1;
    }

    private List<StageInput> Inputs(RoundStage stage, List<PlannedStage> earlier, Manifest manifest, ManifestFaults faults)
    {
        var spec = stage.Spec;
        var inputs = new List<StageInput>();
        if (spec.Inputs is null) return earlier is [.., { Output: OutputKind.Rows } before] ? [new StageInput(before.Name, null, null)] : [];
        foreach (var name in spec.Inputs)
        {
            var filled = FillWord(name, manifest, stage, earlier, [], text => faults.Add(spec.Line, $"stage {spec.Name}: in: {text}"));
            if (stage.Resolve(filled) is { } stages)
            {
                foreach (var one in stages)
                    if (earlier.All(e => e.Name != one)) faults.Add(spec.Line, $"stage {spec.Name}: in: stage {one} does not stand before it");
                    else inputs.Add(new StageInput(one, null, null));
                continue;
            }

            var path = Path.GetFullPath(Path.Combine(manifest.Folder, Resolve(filled)));
            IReadOnlyList<string> found = [];
            try
            {
                found = InputFiles.Expand([path]);
            }
            catch (ForgeException e)
            {
                faults.Add(spec.Line, $"stage {spec.Name}: in: {e.Message}");
            }

            foreach (var file in found)
                if (Hash(file) is { } hash) inputs.Add(new StageInput(null, file, hash));
                else faults.Add(spec.Line, $"stage {spec.Name}: in: no stage and no file \"{filled}\"{(Nearest.To(filled, earlier.Select(e => e.Name)) is { } near ? $"; did you mean {near}?" : "")}");
        }

        return inputs;
    }

    private string FillWord(string word, Manifest manifest, RoundStage stage, List<PlannedStage> earlier, List<string> references, Action<string> fault)
    {
        var filled = Placeholders.Fill(word, Value, last: false);
        return Resolve(filled);

        string? Value(string name)
        {
            if (name == Placeholders.Seed) return manifest.Seed.ToString(CultureInfo.InvariantCulture);
            if (name == Placeholders.Round) return stage.Round.ToString(CultureInfo.InvariantCulture);
            if (stage.Variables.TryGetValue(name, out var value)) return Resolve(value);
            if (name.StartsWith(Placeholders.File, StringComparison.Ordinal) || Placeholders.Reserved.Contains(name)) return null;
            if (name.StartsWith(Placeholders.Stage, StringComparison.Ordinal))
            {
                var resolved = stage.Resolve(name[Placeholders.Stage.Length..]);
                if (resolved is [var one] && earlier.Any(e => e.Name == one))
                {
                    references.Add(one);
                    return $"{{{Placeholders.Stage}{one}}}";
                }

                fault($"no stage \"{name[Placeholders.Stage.Length..]}\" stands before it");
                return null;
            }

            fault($"nothing is called {{{name}}}{(Nearest.To(name, [.. stage.Variables.Keys, .. Placeholders.Reserved]) is { } near ? $"; did you mean {{{near}}}?" : "")}");
            return null;
        }
    }

    private string Resolve(string value) => value.StartsWith("bundled:", StringComparison.Ordinal) ? Path.Combine(Bundled, value["bundled:".Length..]) : value;

    /// <summary>Notes a word; one that names a file or folder stands for its content.</summary>
    /// <param name="folder">Where it is looked up; null where the word cannot name a file.</param>
    private void Add(List<Fact> facts, List<PlannedFile> files, string name, string value, string? folder, List<PlannedStage> earlier)
    {
        var path = value;
        if (folder is not null && Hash(Path.Combine(folder, path)) is null && value.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
        {
            name += " " + value[..at];
            path = value[(at + 1)..];
            if (Hash(Path.Combine(folder, path)) is null && path.LastIndexOf(':') is > 0 and var colon && Hash(Path.Combine(folder, path[..colon])) is not null)
            {
                name += " " + path[(colon + 1)..];
                path = path[..colon];
            }
        }

        if (folder is not null && path.Length > 0 && Hash(Path.Combine(folder, path)) is { } hash)
        {
            facts.Add(new Fact($"{Named}{name}", hash));
            files.Add(new PlannedFile(Path.GetFullPath(Path.Combine(folder, path)), hash));
            return;
        }

        facts.Add(new Fact(name, value));
        foreach (var reference in Placeholders.NamesIn(value).Where(n => n.StartsWith(Placeholders.Stage, StringComparison.Ordinal)).Select(n => n[Placeholders.Stage.Length..]))
            if (earlier.FirstOrDefault(e => e.Name == reference) is { } stage) facts.Add(new Fact(FromStage + reference, stage.Key));
    }

    private string? Hash(string path)
    {
        var full = Path.GetFullPath(path);
        if (!_hashes.TryGetValue(full, out var hash)) _hashes[full] = hash = full.Length > 4096 || full.Contains('\0', StringComparison.Ordinal) ? null : ContentHash.Of(full, cancel);
        return hash;
    }

    private static string? ProgramFile(string word, string folder)
    {
        if (word.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(Path.Combine(folder, word)) is var path && File.Exists(path) ? path : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(p => Path.Combine(p, word)).FirstOrDefault(File.Exists);
    }
}
