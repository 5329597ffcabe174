namespace DataForge.Voting.Evaluation;

/// <summary>Whose samples a line of an evaluation measures.</summary>
/// <param name="File">The file's name; null where there is one file only.</param>
/// <param name="Model">Null where models are not told apart.</param>
public sealed record RunName(string? File, string? Model)
{
    public override string ToString() => (File, Model) switch
    {
        (null, null) => "all samples",
        (null, _) => Model,
        (_, null) => File,
        _ => $"{File}, {Model}",
    };

    /// <summary>Names for files: the last part of each path, and as many parts before it as tell apart those that are alike.</summary>
    public static IReadOnlyList<string> OfFiles(IReadOnlyList<string> paths)
    {
        var parts = paths.Select(p => p.Split('/', StringSplitOptions.RemoveEmptyEntries)).ToList();
        for (var depth = 1; ; depth++)
        {
            var names = parts.Select(p => string.Join('/', p.TakeLast(depth))).ToList();
            if (names.Distinct().Count() == names.Count || depth >= parts.Max(p => p.Length)) return names;
        }
    }
}
