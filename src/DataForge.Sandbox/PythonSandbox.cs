using System.Collections.Concurrent;
using System.Reflection;
using DataForge.Core;

namespace DataForge.Sandbox;

/// <summary>Python under bubblewrap: no network, no files but the interpreter's, no privileges, bounded in time, memory, processes and output. Without a sandbox nothing runs.</summary>
/// <remarks>
/// A zygote a job has SymPy loaded and its caches filled; each conversation is a fork of it in namespaces of its own, killed as a whole at its end.
/// Hash seed, random seeds and addresses are fixed, so code prints the same again unless it asks for the time.
/// What it does not guard: faults of the kernel, and timing (a conversation can see that the machine is busy).
/// </remarks>
public sealed class PythonSandbox : ICodeRunner
{
    /// <summary>Most characters of one block.</summary>
    public const int MostCharacters = 256 << 10;

    /// <summary>Most blocks of one conversation.</summary>
    public const int MostBlocks = 64;

    private readonly IReadOnlyList<string> _command;
    private readonly byte[] _filter = SeccompFilter.Build();
    private readonly ConcurrentBag<Zygote> _idle = [];
    private readonly SemaphoreSlim _places;
    private bool _closed;

    private PythonSandbox(IReadOnlyList<string> command, int jobs)
    {
        _command = command;
        _places = new SemaphoreSlim(jobs);
        InFlight = jobs;
    }

    public string Version { get; private set; } = "";

    public int InFlight { get; }

    /// <summary>Starts one zygote and runs one block in it, so that what is missing is known before the first row.</summary>
    /// <param name="jobs">Conversations at a time.</param>
    /// <exception cref="ForgeException">A program or SymPy is missing, or nothing can be contained here; the message says how to mend it.</exception>
    public static async Task<PythonSandbox> Open(int jobs, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
            throw new ForgeException("Python that a model wrote runs in a sandbox or not at all, and the sandbox needs Linux on x86-64");
        return await Open(SandboxCommand.Build(Script(), Environment.IsPrivilegedProcess), jobs, cancel);
    }

    internal static async Task<PythonSandbox> Open(IReadOnlyList<string> command, int jobs, CancellationToken cancel)
    {
        var sandbox = new PythonSandbox(command, jobs);
        var zygote = await Zygote.Start(sandbox._command, sandbox._filter, cancel);
        sandbox._idle.Add(zygote);
        try
        {
            if (!zygote.Versions.ContainsKey("sympy"))
                throw new ForgeException("the sandbox's Python (/usr/bin/python3) has no SymPy: install it for the system (Debian, Ubuntu: apt install python3-sympy)");
            sandbox.Version = string.Join(", ", zygote.Versions.OrderBy(v => v.Key == "python" ? "" : v.Key, StringComparer.Ordinal).Select(v => $"{v.Key} {v.Value}"));
            var first = (await sandbox.Run(new CodeRequest(["print(1)"], CodeStyle.Script, new CodeLimits(TimeSpan.FromSeconds(30))), cancel))[0];
            if (first is not { Status: ExecutionStatus.Ok, Output: "1\n" }) throw SandboxFault.From($"print(1) gave {first.StatusName}: {first.Output}");
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<Execution>> Run(CodeRequest request, CancellationToken cancel)
    {
        if (Refusal(request) is { } why) return [.. request.Blocks.Select(_ => new Execution(ExecutionStatus.Refused, why, 0))];
        await _places.WaitAsync(cancel);
        try
        {
            for (var again = false; ; again = true)
            {
                if (!_idle.TryTake(out var zygote)) zygote = await Zygote.Start(_command, _filter, cancel);
                var (results, alive) = await RunIn(zygote, request, cancel);
                if (alive && !_closed) _idle.Add(zygote);
                else zygote.Dispose();
                if (results is not null) return Filled(results, request.Blocks.Count);
                if (again) return Filled([new Execution(ExecutionStatus.Error, "the sandbox was killed", 0)], request.Blocks.Count);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task<(IReadOnlyList<Execution>? Results, bool Alive)> RunIn(Zygote zygote, CodeRequest request, CancellationToken cancel)
    {
        try
        {
            return await zygote.Run(request, cancel);
        }
        catch
        {
            zygote.Dispose();
            throw;
        }
    }

    private static string? Refusal(CodeRequest request) =>
        request.Blocks.Count > MostBlocks ? $"a conversation has at most {MostBlocks} blocks"
        : request.Blocks.Any(b => b.Length > MostCharacters) ? $"a block has at most {MostCharacters} characters"
        : null;

    private static IReadOnlyList<Execution> Filled(IReadOnlyList<Execution> results, int blocks) =>
        results.Count == blocks ? results : [.. results, .. Enumerable.Repeat(new Execution(ExecutionStatus.Refused, "the interpreter of this conversation has ended", 0), blocks - results.Count)];

    internal static string Script()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("zygote.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Processes that hold idle interpreters.</summary>
    internal IReadOnlyList<int> ProcessIds => [.. _idle.Select(z => z.ProcessId)];

    /// <summary>Ends all interpreters; nothing of them is left running.</summary>
    public ValueTask DisposeAsync()
    {
        _closed = true;
        while (_idle.TryTake(out var zygote)) zygote.Dispose();
        _places.Dispose();
        return ValueTask.CompletedTask;
    }
}
