using System.Text.RegularExpressions;

namespace DataForge.Runs.Manifests;

/// <summary><c>{name}</c> in a word. <c>{{</c> stands for one brace; other braces stay as they are.</summary>
internal static partial class Placeholders
{
    /// <summary>Input paths, each a word of its own where the word is nothing else.</summary>
    public const string In = "in";

    /// <summary>Where the stage's rows go.</summary>
    public const string Out = "out";

    /// <summary>Where dropped rows go.</summary>
    public const string Rejects = "rejects";

    /// <summary>The part as <c>2/8</c>.</summary>
    public const string Shard = "shard";

    /// <summary>The run's seed.</summary>
    public const string Seed = "seed";

    /// <summary>The round's number, from 1.</summary>
    public const string Round = "round";

    /// <summary>A file of the stage's own: <c>{file.votes.jsonl}</c>.</summary>
    public const string File = "file.";

    /// <summary>The output of an earlier stage: <c>{stage.seeds}</c>.</summary>
    public const string Stage = "stage.";

    /// <summary>Names that a variable cannot have.</summary>
    public static IReadOnlyList<string> Reserved { get; } = [In, Out, Rejects, Shard, Seed, Round];

    [GeneratedRegex(@"\{\{|\{([A-Za-z_][A-Za-z0-9_.@-]*)\}")]
    private static partial Regex Pattern();

    public static IEnumerable<string> NamesIn(string word) => Pattern().Matches(word).Where(m => m.Groups[1].Success).Select(m => m.Groups[1].Value);

    /// <param name="value">What a name stands for; null leaves it for later.</param>
    /// <param name="last">True where nothing is left for later: <c>{{</c> becomes one brace.</param>
    public static string Fill(string word, Func<string, string?> value, bool last) =>
        Pattern().Replace(word, m => !m.Groups[1].Success ? (last ? "{" : m.Value) : value(m.Groups[1].Value) ?? m.Value);
}
