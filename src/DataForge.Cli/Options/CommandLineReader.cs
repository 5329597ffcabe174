using System.CommandLine;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Cli;

/// <summary>Flags, then the config file, then defaults: the one place that resolves them. All faults are reported at once.</summary>
internal static class CommandLineReader
{
    public static Parsed Read(Tool tool, IReadOnlyList<string> args)
    {
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        root.Options.Clear();
        var given = new Dictionary<Opt, Option>();
        foreach (var opt in tool.AllOptions)
        {
            Option option = opt is FlagOpt
                ? new Option<bool>("--" + opt.Name, opt.Short is { } letter ? ["-" + letter] : []) { Arity = ArgumentArity.Zero }
                : new Option<string[]>("--" + opt.Name) { Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
            root.Options.Add(option);
            given[opt] = option;
        }

        var rest = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        root.Arguments.Add(rest);
        var result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        var faults = new List<string>();
        var loose = (result.GetValue(rest) ?? []).ToList();
        var afterDashes = args.Contains("--");
        foreach (var token in loose.Where(t => t.StartsWith('-') && t.Length > 1 && !afterDashes).ToList())
        {
            faults.Add(Unknown(tool, token));
            loose.Remove(token);
        }

        var texts = new Dictionary<Opt, (SettingSource Source, IReadOnlyList<string> Values)>();
        foreach (var (opt, option) in given)
        {
            if (result.GetResult(option) is not { Implicit: false } found) continue;
            if (opt is FlagOpt) texts[opt] = (SettingSource.Flag, ["true"]);
            else if (found.Tokens.Count == 0) faults.Add($"--{opt.Name}: expected a value, {opt.ValueName}");
            else texts[opt] = (SettingSource.Flag, [.. found.Tokens.Select(t => t.Value)]);
        }

        if (texts.TryGetValue(StandardOptions.Config, out var config)) ReadFile(tool, config.Values[^1], texts, faults);

        var values = new Dictionary<Opt, (object?, SettingSource, IReadOnlyList<string>)>();
        foreach (var opt in tool.AllOptions)
        {
            if (!texts.TryGetValue(opt, out var text))
            {
                values[opt] = (opt.DefaultValue, SettingSource.Default, []);
                continue;
            }

            try
            {
                values[opt] = (opt.Read(text.Values), text.Source, text.Values);
            }
            catch (FormatException e)
            {
                faults.Add($"--{opt.Name}: {e.Message}, found \"{string.Join("\", \"", text.Values)}\"");
            }
        }

        var positionals = Assign(tool, loose, faults);
        if (faults.Count > 0) throw new ForgeException(string.Join('\n', faults) + $"\n(try: {tool.Name} --help)");
        return new Parsed(values, positionals);
    }

    private static Dictionary<string, IReadOnlyList<string>> Assign(Tool tool, List<string> loose, List<string> faults)
    {
        var assigned = new Dictionary<string, IReadOnlyList<string>>();
        var at = 0;
        foreach (var positional in tool.Positionals)
        {
            var take = Math.Min(positional.Max, loose.Count - at);
            assigned[positional.Name] = loose.GetRange(at, take);
            at += take;
            if (take < positional.Min) faults.Add($"{positional.Name}: expected {(positional.Min == 1 ? "it" : positional.Min + " of them")}: {positional.Help}");
        }

        if (at < loose.Count) faults.Add($"expected no further argument, found \"{string.Join("\", \"", loose.Skip(at))}\"");
        return assigned;
    }

    private static void ReadFile(Tool tool, string path, Dictionary<Opt, (SettingSource, IReadOnlyList<string>)> texts, List<string> faults)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            faults.Add($"--config {path}: expected a JSON object of option names and values: {e.Message}");
            return;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"--config {path}: expected a JSON object of option names and values");
                return;
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                var opt = tool.AllOptions.FirstOrDefault(o => o.Name == property.Name && o != StandardOptions.Config);
                if (opt is null) faults.Add($"--config {path}: {UnknownName(tool, property.Name)}");
                else if (!texts.ContainsKey(opt)) texts[opt] = (SettingSource.File, [.. Values(property.Value)]);
            }
        }
    }

    private static IEnumerable<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Values),
        JsonValueKind.String => [value.GetString()!],
        _ => [value.GetRawText()],
    };

    private static string Unknown(Tool tool, string token)
    {
        var dashes = token.StartsWith("--", StringComparison.Ordinal) ? "--" : "-";
        var name = token.TrimStart('-').Split('=', ':')[0];
        return $"{dashes}{name}: no such option{(Nearest.To(name, tool.AllOptions.Select(o => o.Name)) is { } near ? $"; did you mean --{near}?" : "")}";
    }

    /// <summary>What is wrong with a name in a config file, where options stand without dashes.</summary>
    private static string UnknownName(Tool tool, string name)
    {
        var bare = name.TrimStart('-');
        if (bare != name && tool.AllOptions.Any(o => o.Name == bare)) return $"\"{name}\": write names without dashes in a config file: \"{bare}\"";
        if (bare == StandardOptions.Config.Name) return $"\"{name}\": a config file names no other";
        return $"\"{name}\": no such option{(Nearest.To(bare, tool.AllOptions.Select(o => o.Name)) is { } near ? $"; did you mean \"{near}\"?" : "")}";
    }
}
