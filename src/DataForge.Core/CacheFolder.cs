namespace DataForge.Core;

/// <summary>Where the suite keeps what it can make again: <c>$DATAFORGE_CACHE</c>, else <c>$XDG_CACHE_HOME/dataforge</c>, else <c>~/.cache/dataforge</c>.</summary>
public static class CacheFolder
{
    /// <summary>Null where there is no home directory; the folder need not be there.</summary>
    public static string? Root =>
        Environment.GetEnvironmentVariable("DATAFORGE_CACHE") is { Length: > 0 } own ? own
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } shared ? Path.Combine(shared, "dataforge")
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache", "dataforge")
        : null;
}
