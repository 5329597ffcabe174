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
                ? new Option<bool>("--" + opt.Name) { Arity = ArgumentArity.Zero }
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
                if (opt is null) faults.Add($"--config {path}: {Unknown(tool, "--" + property.Name)}");
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
        var name = token.TrimStart('-').Split('=', ':')[0];
        var near = tool.AllOptions.Select(o => o.Name).OrderBy(n => Distance(n, name)).ThenBy(n => n, StringComparer.Ordinal).FirstOrDefault(n => Distance(n, name) <= 2 || (name.Length > 2 && n.StartsWith(name, StringComparison.Ordinal)));
        return $"--{name}: no such option{(near is null ? "" : $"; did you mean --{near}?")}";
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
