using System.Diagnostics;

namespace DataForge.Tests.Tools;

/// <summary>tests/Shared/fault.c, compiled once: counts a tool's calls that change files, and stops at one of them.</summary>
internal static class FaultShim
{
    private static readonly Lazy<string?> Library = new(Compile);

    /// <summary>Skips the test where there is no C compiler.</summary>
    public static string Require()
    {
        if (Library.Value is not { } path) Assert.Skip("gcc is not installed; the fault shim is compiled from tests/Shared/fault.c");
        return Library.Value!;
    }

    private static string? Compile()
    {
        var target = Path.Combine(Directory.CreateTempSubdirectory("fault-").FullName, "fault.so");
        try
        {
            using var gcc = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-w", "-o", target, Path.Combine(SharedData.Repository, "tests", "Shared", "fault.c"), "-ldl"]);
            gcc.WaitForExit();
            return gcc.ExitCode == 0 ? target : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
