using DataForge.Core;

namespace DataForge.Cli;

/// <summary>What code that a model wrote may use.</summary>
public static class SandboxOptions
{
    public static readonly SecondsOpt Timeout = new("timeout", 5, 0.05, 3600, "Longest time of one block of code.");
    public static readonly IntOpt Jobs = new("jobs", 2, 1, 256, "interpreters", "Interpreters that run code at a time; output does not depend on it.") { ChangesOutput = false };
    public static readonly IntOpt Memory = new("memory", 512, 16, 1 << 20, "MiB", "Most memory of one conversation with all its processes.");
    public static readonly IntOpt MaxOutput = new("max-output", 64 << 10, 1, 1 << 24, "bytes", "Most bytes that one block may print.");
    public static readonly IntOpt Processes = new("processes", 16, 1, 4096, "processes", "Most processes and threads of one conversation.");

    public static IReadOnlyList<Opt> All { get; } = [Timeout, Jobs, Memory, MaxOutput, Processes];

    /// <summary>The limits of one conversation.</summary>
    public static CodeLimits Read(Parsed parsed) =>
        new(parsed.Get(Timeout), (long)parsed.Get(Memory) << 20, parsed.Get(MaxOutput), parsed.Get(Processes));
}
