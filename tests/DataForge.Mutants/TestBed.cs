using System.Diagnostics;

namespace DataForge.Tests.Mutants;

internal enum Outcome
{
    Killed,
    TimedOut,
    Survived,
}

/// <summary>A copy of a room's test program, in which the room's assembly is exchanged.</summary>
internal sealed class TestBed
{
    /// <summary>Classes left out: they look for crashes over minutes of random input, and say little of policy.</summary>
    private static readonly string[] Slow = ["FuzzTests", "HostileInputTests"];

    private readonly string _folder;
    private readonly string _program;
    private TimeSpan _limit = TimeSpan.FromMinutes(20);

    public TestBed(string repository, RoomSource room)
    {
        _folder = Path.Combine(repository, "artifacts", "mutants", room.Name);
        _program = Path.Combine(_folder, room.Name + ".Tests");
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
        using var copy = Process.Start("cp", ["-a", room.Tests, _folder]);
        copy.WaitForExit();
        if (copy.ExitCode != 0) throw new InvalidOperationException($"{room.Tests} cannot be copied: build the tests first");
        Assembly = Path.Combine(_folder, room.Name + ".dll");
    }

    public string Assembly { get; }

    /// <summary>The unchanged room must pass; its time bounds that of a mutant, which may loop.</summary>
    public void RequireGreen(RoomSource room, params string[] classes)
    {
        room.CompileUnchanged(Assembly);
        var clock = Stopwatch.StartNew();
        if (Run(classes) != Outcome.Survived) throw new InvalidOperationException($"the tests of {room.Name} fail on the unchanged room");
        _limit = clock.Elapsed * 4 + TimeSpan.FromSeconds(20);
    }

    /// <param name="classes">Names of test classes; all but the slow ones when empty.</param>
    public Outcome Run(params string[] classes)
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["-noColor", "-parallel", "none", "-stopOnFail"]) start.ArgumentList.Add(word);
        foreach (var name in classes.Length > 0 ? classes : Slow)
        {
            start.ArgumentList.Add(classes.Length > 0 ? "-class" : "-class-");
            start.ArgumentList.Add("*." + name);
        }

        using var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(_limit)) return process.ExitCode == 0 ? Outcome.Survived : Outcome.Killed;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return Outcome.TimedOut;
    }
}
