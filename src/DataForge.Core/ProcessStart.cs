using System.Runtime.InteropServices;
using System.Text;

namespace DataForge.Core;

/// <summary>The first lines of a tool: its standard descriptors are open, and the pipe it writes to is registered.</summary>
public static partial class ProcessStart
{
    private const int GetFlags = 1;
    private const int ClosedOnExec = 1;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    /// <param name="tool">What messages call it.</param>
    public static void Begin(string tool)
    {
        if (OpenClosedDescriptors()) Restart();
        Completion.Register(tool);
    }

    /// <summary>Opens descriptors 0 to 2 where they were closed. One that closes on exec cannot have been inherited: the runtime has taken the free number for a file of its own.</summary>
    /// <remarks>They are opened the wrong way round, so that a tool which reads a closed standard input or writes to a closed standard output is told so; what goes to a closed standard error is dropped.</remarks>
    /// <returns>True when one was closed.</returns>
    private static bool OpenClosedDescriptors()
    {
        var closed = false;
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            var flags = fcntl(descriptor, GetFlags);
            if (flags >= 0 && (flags & ClosedOnExec) == 0) continue;
            closed = true;
            var file = open("/dev/null", descriptor == 1 ? ReadOnly : WriteOnly);
            if (file == descriptor || file < 0) continue;
            _ = dup2(file, descriptor);
            _ = close(file);
        }

        return closed;
    }

    /// <summary>The same program with the same arguments, before it has done anything: the runtime gets back no descriptor that was taken from it.</summary>
    private static void Restart()
    {
        try
        {
            var arguments = Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[..^1];
            _ = execv("/proc/self/exe", [.. arguments, null]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc the tool runs on as it is.
        }
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int file, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, string?[] arguments);
}
