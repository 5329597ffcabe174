using DataForge.Core;

namespace DataForge.Sandbox;

/// <summary>The command line under which an interpreter is contained.</summary>
/// <remarks>
/// User, PID, mount, network, IPC, UTS and cgroup namespaces by bubblewrap; a file tree of the interpreter, its libraries and four devices, all read-only; no environment. What bubblewrap starts holds
/// CAP_SYS_ADMIN within its user namespace alone, with which it gives each conversation namespaces of its own; the conversation holds nothing. As root, everything runs as nobody from the start: limits on processes do not
/// hold for root.
/// </remarks>
internal static class SandboxCommand
{
    private const string Nobody = "65534";

    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin"];

    /// <summary>Program and arguments.</summary>
    /// <param name="script">What the interpreter runs.</param>
    /// <exception cref="ForgeException">A program is missing; the message says how to get it.</exception>
    public static IReadOnlyList<string> Build(string script, bool isRoot)
    {
        var bubblewrap = Find("bwrap") ?? throw Missing("bwrap", "bubblewrap");
        var limits = Find("prlimit") ?? throw Missing("prlimit", "util-linux");
        var python = Python();
        var command = new List<string>();
        if (isRoot) command.AddRange([Find("setpriv") ?? throw Missing("setpriv", "util-linux"), $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"]);
        command.AddRange([limits, "--core=0", "--nofile=256", "--"]);
        command.AddRange(
        [
            bubblewrap, "--unshare-all", "--unshare-user", "--uid", Nobody, "--gid", Nobody, "--die-with-parent", "--new-session", "--as-pid-1",
            "--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--ro-bind", python, "/usr/bin/python3",
            "--symlink", "usr/lib", "/lib", "--ro-bind-try", "/lib64", "/lib64", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
            "--proc", "/proc", "--size", "65536", "--tmpfs", "/dev",
        ]);
        foreach (var device in (string[])["null", "zero", "urandom", "random"]) command.AddRange(["--dev-bind", $"/dev/{device}", $"/dev/{device}"]);
        command.AddRange(["--dir", "/dev/shm", "--remount-ro", "/dev", "--dir", "/tmp", "--remount-ro", "/", "--clearenv"]);
        foreach (var (name, value) in Environment) command.AddRange(["--setenv", name, value]);
        command.AddRange(["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--hostname", "sandbox", "--chdir", "/", "--", "/usr/bin/python3", "-s", "-P", "-B", "-c", script]);
        return command;
    }

    private static readonly (string Name, string Value)[] Environment =
    [
        ("PATH", "/usr/bin"), ("HOME", "/tmp"), ("LANG", "C.UTF-8"), ("TZ", "UTC"), ("PYTHONHASHSEED", "0"), ("OPENBLAS_NUM_THREADS", "1"), ("OMP_NUM_THREADS", "1"), ("MPLCONFIGDIR", "/tmp"),
    ];

    private static string? Find(string program) => Folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    /// <summary>The system's interpreter; one of pyenv or conda lies outside the tree that the sandbox shows.</summary>
    private static string Python()
    {
        const string System = "/usr/bin/python3";
        if (!File.Exists(System)) throw Missing("python3", "python3 and python3-sympy");
        return File.ResolveLinkTarget(System, returnFinalTarget: true)?.FullName ?? System;
    }

    private static ForgeException Missing(string program, string package) => new(
        $"{program} is not installed, and Python that a model wrote runs in a sandbox or not at all: install {package} (Debian, Ubuntu: apt install bubblewrap python3-sympy)");
}
