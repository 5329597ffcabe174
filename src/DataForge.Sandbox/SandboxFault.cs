using DataForge.Core;

namespace DataForge.Sandbox;

/// <summary>What keeps a sandbox from starting, in words that say how to mend it.</summary>
internal static class SandboxFault
{
    private static readonly string[] Namespaces = ["namespace", "uid map", "Operation not permitted", "Permission denied", "No space left on device", "unshare", "setns"];

    /// <param name="said">What bubblewrap or the interpreter wrote on standard error.</param>
    public static ForgeException From(string said)
    {
        var line = Printable.Line(said.Trim() is { Length: > 0 } text ? text : "it ended without a word", 300);
        if (Namespaces.Any(n => said.Contains(n, StringComparison.Ordinal)))
            return new ForgeException($"the sandbox does not start: {line}\nit needs user namespaces, and Python that a model wrote runs in a sandbox or not at all. {Mending()}");
        return new ForgeException($"the sandbox does not start: {line}");
    }

    private static string Mending()
    {
        if (Read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1")
            return "AppArmor forbids them here (Ubuntu 24.04 and later): sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or give bwrap a profile with \"userns,\"";
        if (Read("/proc/sys/kernel/unprivileged_userns_clone") == "0") return "They are off: sysctl -w kernel.unprivileged_userns_clone=1";
        if (Read("/proc/sys/user/max_user_namespaces") == "0") return "They are off: sysctl -w user.max_user_namespaces=1000";
        return "In a container, start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined (Docker, Podman), or run the tool outside";
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
