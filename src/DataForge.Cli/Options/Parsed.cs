using System.Globalization;

namespace DataForge.Cli;

/// <summary>Where a setting came from.</summary>
public enum SettingSource
{
    Default,
    File,
    Flag,
}

/// <summary>One resolved setting, as the manifest lists it.</summary>
public sealed record Setting(string Name, string? Value, SettingSource Source);

/// <summary>The command line after parsing: every option has a value of its type.</summary>
public sealed class Parsed
{
    private readonly Dictionary<Opt, (object? Value, SettingSource Source, IReadOnlyList<string> Text)> _values;

    internal Parsed(Dictionary<Opt, (object?, SettingSource, IReadOnlyList<string>)> values, IReadOnlyDictionary<string, IReadOnlyList<string>> positionals)
    {
        _values = values;
        Positionals = positionals;
    }

    /// <summary>Arguments without a flag, by the positional's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Positionals { get; }

    /// <summary>Input files, or standard input when none was named; folders and patterns stand for their files.</summary>
    public IReadOnlyList<string> Inputs => _inputs ??= Positionals.GetValueOrDefault(Positional.Inputs.Name) is { Count: > 0 } files ? Core.InputFiles.Expand(files) : ["-"];

    private IReadOnlyList<string>? _inputs;

    /// <summary>What decides the output: every option that does, with its value, in the table's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> OutputSettings =>
        [.. _values.Where(v => v.Key.ChangesOutput).Select(v => KeyValuePair.Create(v.Key.Name, v.Value.Source == SettingSource.Default ? DefaultOf(v.Key) : v.Key.Shown(Text(v.Key, v.Value.Text))))];

    /// <summary>A command line that gives the same options and inputs: only what was given, quoted for a shell.</summary>
    /// <param name="tool">The tool's name.</param>
    public string CommandLine(string tool)
    {
        var words = new List<string> { tool };
        foreach (var (option, value) in _values)
            if (value.Source != SettingSource.Default)
                foreach (var text in option.Repeatable ? value.Text : value.Text.TakeLast(1))
                    words.AddRange(option is FlagOpt ? [text == "false" ? $"--{option.Name}=false" : $"--{option.Name}"] : [$"--{option.Name}", Quoted(option.Shown(text))]);
        words.AddRange(Positionals.Values.SelectMany(p => p).Select(Quoted));
        return string.Join(' ', words);
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,@%+".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public T Get<T>(Opt<T> option) => (T)_values[option].Value!;

    /// <summary>Whether it is one of the tool's options.</summary>
    internal bool Has(Opt option) => _values.ContainsKey(option);

    /// <summary>As <see cref="Get"/>, for an option the tool may not have.</summary>
    public T GetOrDefault<T>(Opt<T> option) => Has(option) ? Get(option) : option.Default;

    /// <summary>Where the value came from.</summary>
    public SettingSource SourceOf(Opt option) => _values[option].Source;

    /// <summary>Whether it stood on the command line; false for an option that the tool does not have.</summary>
    internal bool IsGiven(Opt option) => _values.TryGetValue(option, out var value) && value.Source == SettingSource.Flag;

    /// <summary>Every setting with its source, in the table's order. A flag's value is <c>true</c> or <c>false</c>.</summary>
    public IReadOnlyList<Setting> Settings =>
        [.. _values.Select(v => new Setting(v.Key.Name, v.Value.Source == SettingSource.Default ? DefaultOf(v.Key) : Text(v.Key, v.Value.Text), v.Value.Source))];

    /// <summary>Of an option that may not be repeated the last value counts.</summary>
    private static string Text(Opt option, IReadOnlyList<string> values) => option.Repeatable ? string.Join(',', values) : values[^1];

    private static string? DefaultOf(Opt option) => option is FlagOpt ? "false" : option.DefaultText?.ToString(CultureInfo.InvariantCulture);
}
