namespace DataForge.Cli;

/// <summary>Failures of the file system that no reader or writer expects where they came up: they are not ours, whatever call met them.</summary>
internal static class DiskFault
{
    private static readonly int[] Codes = [5, 28, 30, 122]; // EIO, ENOSPC, EROFS, EDQUOT: .NET hands errno on

    /// <summary>What the system said; null for another kind of failure.</summary>
    public static string? Explain(Exception e) => e is UnauthorizedAccessException || e is IOException && Codes.Contains(e.HResult) ? e.Message : null;
}
