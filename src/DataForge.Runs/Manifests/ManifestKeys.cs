namespace DataForge.Runs.Manifests;

/// <summary>Keys that a manifest may have; the schema that ships lists the same ones.</summary>
internal static class ManifestKeys
{
    public static IReadOnlyList<string> Top { get; } = ["forge", "name", "seed", "set", "roles", "rounds", "target", "at_most", "drift", "stages", "on_success", "on_failure"];

    /// <summary>Behind the first key of a stage, which is its name with its command.</summary>
    public static IReadOnlyList<string> Stage { get; } = ["in", "role", "shards", "output", "link", "line", "on_gate", "every_round", "resources"];

    public static IReadOnlyList<string> Target { get; } = ["stage", "rows"];

    public static IReadOnlyList<string> Limits { get; } = ["samples", "tokens", "money", "hours"];

    public static IReadOnlyList<string> Drift { get; } = ["yield", "margin", "contamination", "length"];

    public static IReadOnlyList<string> Resources { get; } = ["cpus", "gpus", "mem", "time"];

    public static IReadOnlyList<string> Price { get; } = ["in", "out"];
}
