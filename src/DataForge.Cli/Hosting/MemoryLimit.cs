using System.Globalization;
using DataForge.Core;

namespace DataForge.Cli;

/// <summary>Failures that come of too little memory. They are no bugs of ours: the run could not be made on this machine, or under these limits.</summary>
internal static class MemoryLimit
{
    /// <summary>What to say of <paramref name="failure"/> where memory is its cause; null for any other failure.</summary>
    public static string? Explain(Exception failure)
    {
        var limit = AddressSpace(Limits());
        var assemblyNotMapped = failure is FileNotFoundException { FileName: { } file } && file.Contains(", Version=", StringComparison.Ordinal);
        return failure switch
        {
            _ when limit is { } bytes && (failure is OutOfMemoryException or FileLoadException or DllNotFoundException or BadImageFormatException || assemblyNotMapped) =>
                $"out of address space, which is limited to {Quantity.Of(bytes, "byte")} (ulimit -v); .NET reserves more of it than it uses. "
                + "Leave it unlimited and bound the memory by a control group (systemd-run --scope -p MemoryMax=2G)",
            OutOfMemoryException => $"out of memory: {failure.Message}",
            _ => null,
        };
    }

    /// <summary>The soft limit of the address space in bytes, by the text of /proc/self/limits; null for none.</summary>
    internal static long? AddressSpace(string limits)
    {
        const string Name = "Max address space";
        var line = limits.Split('\n').FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
    }

    private static string Limits()
    {
        try
        {
            return File.ReadAllText("/proc/self/limits");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
