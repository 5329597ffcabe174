using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace DataForge.Tests.Tools.Sweep;

/// <summary>Runs the tools of bin/ within this process, one after another by their entry points: a tenth of the time that processes take.</summary>
/// <remarks>A load context of their own keeps their assemblies apart from those of the tests. What a process adds, signals and streams, is tested elsewhere.</remarks>
internal sealed partial class SweepHost : AssemblyLoadContext
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int StackBytes = 8 << 20; // as a process's first thread
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly SweepHost Bin = new();
    private static readonly Dictionary<string, MethodInfo> Entries = [];

    private SweepHost() : base("bin") => AppDomain.CurrentDomain.SetData("APP_CONTEXT_BASE_DIRECTORY", ToolRun.Bin + Path.DirectorySeparatorChar); // where the tools look for models and suites

    protected override Assembly? Load(AssemblyName assemblyName) =>
        Path.Combine(ToolRun.Bin, assemblyName.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        Path.Combine(ToolRun.Bin, $"lib{unmanagedDllName}.so") is var path && File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;

    /// <exception cref="TimeoutException">The tool hangs; it goes on beside what follows.</exception>
    public static ToolResult Run(string tool, string[] args)
    {
        if (!Entries.TryGetValue(tool, out var entry)) Entries[tool] = entry = Bin.LoadFromAssemblyPath(Path.Combine(ToolRun.Bin, tool + ".dll")).EntryPoint!;
        var said = Path.GetTempFileName();
        var (output, errors) = (dup(StandardOutput), dup(StandardError));
        try
        {
            using (var nowhere = new FileStream("/dev/null", FileMode.Open, FileAccess.Write))
                _ = dup2((int)nowhere.SafeFileHandle.DangerousGetHandle(), StandardOutput);
            using (var file = new FileStream(said, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
                _ = dup2((int)file.SafeFileHandle.DangerousGetHandle(), StandardError);
            var exit = -1;
            var thread = new Thread(() => exit = (int)entry.Invoke(null, [args])!, StackBytes) { IsBackground = true };
            thread.Start();
            return thread.Join(Limit)
                ? new ToolResult(exit, "", File.ReadAllText(said))
                : throw new TimeoutException($"{tool} {string.Join(' ', args)} ran longer than {Limit.TotalSeconds} s");
        }
        finally
        {
            _ = dup2(output, StandardOutput);
            _ = dup2(errors, StandardError);
            _ = close(output);
            _ = close(errors);
            File.Delete(said);
        }
    }

    // the tools write to the standard streams past Console; what stands on standard output is not looked at
    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int dup(int descriptor);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close(int descriptor);
}
