using System.Runtime.InteropServices;

namespace DataForge.Core;

/// <summary>The user's private folder for what running tools tell each other: under <c>XDG_RUNTIME_DIR</c>, else under the temp directory.</summary>
internal static partial class RuntimeFolder
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Made where absent; null where it cannot be made or is not ours alone, so that nobody else can speak for a tool.</summary>
    public static string? Open()
    {
        var owner = geteuid();
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } given && IsPrivate(given, owner) && Make(Path.Combine(given, "dataforge"), owner) is { } folder)
            return folder;
        return Make(Path.Combine(Path.GetTempPath(), $"dataforge-{owner}"), owner);
    }

    private static string? Make(string path, uint owner)
    {
        if (OperatingSystem.IsWindows()) return null; // a folder's mode means nothing there
        try
        {
            Directory.CreateDirectory(path, OnlyOwner);
            return IsPrivate(path, owner) ? path : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A folder, no link to one, that is the user's and that no other may write to.</summary>
    private static bool IsPrivate(string path, uint owner) => FileStatus.Of(path) is { IsFolder: true, OthersMayWrite: false } status && status.Owner == owner;

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
