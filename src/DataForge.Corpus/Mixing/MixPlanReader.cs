using DataForge.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataForge.Corpus;

/// <summary>Reads a plan. All faults are told at once, each with its line.</summary>
public static class MixPlanReader
{
    private const double Unbounded = 1e15;

    /// <param name="files">Files of sources by name, in place of the plan's own.</param>
    /// <exception cref="ForgeException">The text is no plan, or has no source of a name that is given.</exception>
    public static MixPlan Read(string yaml, string path, IReadOnlyDictionary<string, IReadOnlyList<string>>? files = null)
    {
        files ??= new Dictionary<string, IReadOnlyList<string>>();
        var faults = new YamlFaults(path);
        var root = Root(yaml, path);
        var map = faults.Map(root, "plan", "stages", "seed", "tokenizer", "token_field", "text_field", "max_repeats", "validation", "difficulty");
        var difficulty = map.TryGetValue("difficulty", out var rule) ? Difficulty(rule, faults) : null;
        var stages = new List<MixStage>();
        if (!map.TryGetValue("stages", out var list)) faults.Add(root, "plan: expected stages");
        else if (list is not YamlSequenceNode { Children.Count: > 0 } sequence) faults.Add(list, "stages: expected a list of stages");
        else
            foreach (var node in sequence.Children)
                if (Stage(node, stages, difficulty, files, faults) is { } stage)
                    stages.Add(stage);
        var texts = faults.Texts(map, "text_field");
        var (tokenizer, field) = (faults.Text(map, "tokenizer"), faults.Text(map, "token_field"));
        var plan = new MixPlan(
            (long)(faults.Number(map, "seed", 0, Unbounded, whole: true) ?? 0), tokenizer, field ?? (tokenizer is null ? "num_tokens" : null),
            texts.Count > 0 ? texts : ["text", "messages", "generation", "solution", "problem"],
            (int)(faults.Number(map, "max_repeats", 1, 1000, whole: true) ?? 4), faults.Number(map, "validation", 0, 0.5) ?? 0, difficulty, stages);
        faults.Throw();
        if (files.Keys.FirstOrDefault(name => !stages.SelectMany(s => s.Sources).Any(s => s.Name == name && s.Amount != MixAmount.ShareOf)) is { } unknown)
            throw new ForgeException($"{path}: no source is called {Printable.Line(unknown, 40)}; sources are {string.Join(", ", stages.SelectMany(s => s.Sources).Select(s => s.Name).Distinct())}");
        return plan;
    }

    private static YamlNode Root(string yaml, string path)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new ForgeException($"{path}:{e.Start.Line}: expected YAML: {e.InnerException?.Message ?? e.Message}", e);
        }

        return stream.Documents.Count == 1 ? stream.Documents[0].RootNode : throw new ForgeException($"{path}: expected one YAML document, found {stream.Documents.Count}");
    }

    private static DifficultyRule? Difficulty(YamlNode node, YamlFaults faults)
    {
        var map = faults.Map(node, "difficulty", "model", "passes", "samples", "field", "bands");
        var (model, field) = (faults.Text(map, "model"), faults.Text(map, "field"));
        if (model is null == (field is null)) faults.Add(node, "difficulty: expected either model, whose pass rate it is, or field, which holds it");
        var bands = new List<double>();
        if (map.TryGetValue("bands", out var list) && list is YamlSequenceNode sequence)
            foreach (var cut in sequence.Children)
                if (faults.Number(cut, "bands", 0, 1) is { } value)
                    bands.Add(value);
        if (bands.Count == 0) bands.AddRange([0.25, 0.5, 0.75]);
        if (bands.Zip(bands.Skip(1)).Any(p => p.First >= p.Second)) faults.Add(node, "bands: expected ascending cuts of difficulty");
        return new DifficultyRule(model, faults.Text(map, "passes") ?? "pass_count", faults.Text(map, "samples") ?? "num_samples", field, bands);
    }

    private static MixStage? Stage(YamlNode node, List<MixStage> before, DifficultyRule? difficulty, IReadOnlyDictionary<string, IReadOnlyList<string>> files, YamlFaults faults)
    {
        var map = faults.Map(node, "stage", "name", "order", "tokens", "temperature", "strata", "sources");
        var name = faults.Text(map, "name") ?? $"stage{before.Count + 1}";
        if (before.Any(s => s.Name == name)) faults.Add(node, $"name: a stage {Printable.Line(name, 40)} stands before");
        if (!IsFolderName(name)) faults.Add(node, "name: expected letters, digits, - and _, since it names a folder");
        var order = faults.Text(map, "order") ?? "shuffle";
        if (order is not ("shuffle" or "blocks" or "curriculum")) faults.Add(map["order"], $"order: expected shuffle, blocks or curriculum, found \"{Printable.Line(order, 40)}\"");
        if (order == "curriculum" && difficulty is null) faults.Add(map["order"], "order: a curriculum needs difficulty in the plan");
        var tokens = faults.Number(map, "tokens", 1, Unbounded, whole: true);
        var temperature = faults.Number(map, "temperature", 0.1, 100);
        var strata = map.TryGetValue("strata", out var fields) ? Strata(fields, difficulty, faults) : new List<MixStratum>();
        var sources = new List<MixSource>();
        if (!map.TryGetValue("sources", out var list)) faults.Add(node, "stage: expected sources");
        else if (list is not YamlSequenceNode { Children.Count: > 0 } sequence) faults.Add(list, "sources: expected a list of sources");
        else
            foreach (var child in sequence.Children)
                if (Source(child, sources, before, tokens is not null, temperature is not null, files, faults) is { } source)
                    sources.Add(source);
        return new MixStage(name, Enum.TryParse<MixOrder>(order, ignoreCase: true, out var parsed) ? parsed : MixOrder.Shuffle, (long?)tokens, temperature ?? 0, strata, sources);
    }

    private static bool IsFolderName(string name) => name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static List<MixStratum> Strata(YamlNode node, DifficultyRule? difficulty, YamlFaults faults)
    {
        var strata = new List<MixStratum>();
        foreach (var (field, value) in faults.Map(node, "strata"))
        {
            if (field == "difficulty" && difficulty is null) faults.Add(value, "strata: difficulty stands in no rule of the plan");
            if (value is YamlScalarNode { Value: "balanced" })
            {
                strata.Add(new MixStratum(field, null));
                continue;
            }

            var shares = new Dictionary<string, double>(StringComparer.Ordinal);
            if (value is YamlSequenceNode list)
                for (var i = 0; i < list.Children.Count; i++) shares[$"band{i}"] = faults.Number(list.Children[i], field, 0, Unbounded) ?? 0;
            else if (value is YamlMappingNode)
                foreach (var (name, share) in faults.Map(value, field)) shares[name] = faults.Number(share, $"{field}: {name}", 0, Unbounded) ?? 0;
            if (shares.Values.Sum() <= 0) faults.Add(value, $"{field}: expected balanced, a mapping of values to shares, or for difficulty a list with a share a band");
            if (field == "difficulty" && value is YamlSequenceNode bands && difficulty is not null && bands.Children.Count != difficulty.Bands.Count + 1)
                faults.Add(value, $"difficulty: expected {difficulty.Bands.Count + 1} shares, one a band, found {bands.Children.Count}");
            strata.Add(new MixStratum(field, shares));
        }

        return strata;
    }

    private static MixSource? Source(YamlNode node, List<MixSource> before, List<MixStage> stages, bool hasTokens, bool hasTemperature, IReadOnlyDictionary<string, IReadOnlyList<string>> overrides, YamlFaults faults)
    {
        var map = faults.Map(node, "source", "name", "files", "weight", "tokens", "rows", "epochs", "share", "of");
        var name = faults.Text(map, "name");
        if (name is null) faults.Add(node, "source: expected a name");
        else if (before.Any(s => s.Name == name)) faults.Add(node, $"name: a source {Printable.Line(name, 40)} stands before in this stage");
        var amounts = new (string Name, MixAmount Amount, bool Whole)[] { ("weight", MixAmount.Weight, false), ("tokens", MixAmount.Tokens, true), ("rows", MixAmount.Rows, true), ("epochs", MixAmount.Epochs, false), ("share", MixAmount.ShareOf, false) };
        var given = amounts.Where(a => map.ContainsKey(a.Name)).ToList();
        if (given.Count == 0 && hasTemperature) given = [("weight", MixAmount.Weight, false)];
        if (given.Count != 1)
        {
            faults.Add(node, $"source {Printable.Line(name ?? "", 40)}: expected one of weight, tokens, rows, epochs and share, found {(given.Count == 0 ? "none" : string.Join(" and ", given.Select(g => g.Name)))}");
            return null;
        }

        var (field, amount, whole) = given[0];
        var value = map.ContainsKey(field) ? faults.Number(map, field, amount == MixAmount.ShareOf ? 0 : 1e-9, amount == MixAmount.ShareOf ? 1 : Unbounded, whole) : -1;
        if (amount == MixAmount.Weight && !hasTokens) faults.Add(node, "weight: the stage's tokens are not given, of which it is a part");
        var of = faults.Text(map, "of");
        var files = name is not null && overrides.TryGetValue(name, out var named) ? named : faults.Texts(map, "files");
        if (amount == MixAmount.ShareOf)
        {
            if (of is null) faults.Add(node, "share: expected of with the name of an earlier stage");
            else if (stages.All(s => s.Name != of)) faults.Add(map["of"], $"of: no earlier stage is called {Printable.Line(of, 40)}");
            if (files.Count > 0) faults.Add(map["files"], "files: a share is drawn from the stage's own rows");
        }
        else if (files.Count == 0)
        {
            faults.Add(node, $"source {Printable.Line(name ?? "", 40)}: expected files");
        }

        return name is null || value is null ? null : new MixSource(name, files, amount, value.Value, of);
    }
}
