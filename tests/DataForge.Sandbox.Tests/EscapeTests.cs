using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataForge.Core;

namespace DataForge.Sandbox.Tests;

/// <summary>Attempts to escape, as the user who runs the tests and as an ordinary one.</summary>
public sealed class EscapeTests(SandboxFixture fixture)
{
    private static readonly CodeLimits Limits = new(TimeSpan.FromSeconds(0.7), MemoryBytes: 256L << 20);
    private static readonly TimeSpan InTime = Limits.Wall + TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task No_attempt_succeeds_and_each_ends_in_time()
    {
        var failed = new ConcurrentBag<string>();
        await Task.WhenAll(fixture.Users.Select(async user =>
        {
            var (name, sandbox) = user;
            foreach (var attempt in Escapes.All)
            {
                var (result, elapsed) = await Timed(sandbox, attempt.Code);
                for (var again = 0; again < 2 && elapsed > InTime; again++) (result, elapsed) = await Timed(sandbox, attempt.Code); // other tests run on the same cores
                if (result.Output.Contains("ESCAPED", StringComparison.Ordinal)) failed.Add($"{name}: {attempt.Name} succeeded: {result.Output}");
                if (elapsed > InTime) failed.Add($"{name}: {attempt.Name} took {elapsed}");
                if (Encoding.UTF8.GetByteCount(result.Output) > Limits.OutputBytes) failed.Add($"{name}: {attempt.Name} printed {result.Output.Length} characters");
            }

            foreach (var left in Left(sandbox)) failed.Add($"{name}: {left} is left running");
        }));
        Assert.Empty(failed);

        static async Task<(Execution Result, TimeSpan Elapsed)> Timed(PythonSandbox sandbox, string code)
        {
            await Run(sandbox, "print(1)"); // the interpreter is up
            var clock = Stopwatch.StartNew();
            var result = await Run(sandbox, code);
            return (result, clock.Elapsed);
        }

        static async Task<Execution> Run(PythonSandbox sandbox, string code) => (await sandbox.Run(new CodeRequest([code], CodeStyle.Script, Limits), CancellationToken.None))[0];
    }

    [Fact]
    public void There_are_more_than_fifty() => Assert.InRange(Escapes.All.Select(e => e.Name).Distinct().Count(), 50, 100);

    [Fact]
    public async Task A_conversation_finds_nothing_of_the_one_before()
    {
        var sandbox = fixture.Own;
        for (var i = 0; i < 4; i++)
        {
            var result = (await sandbox.Run(new CodeRequest(
                ["import os, builtins\nprint(os.listdir('/tmp'), os.listdir('/dev/shm'), hasattr(builtins, 'left'))\nopen('/tmp/x', 'w').write('x'); open('/dev/shm/y', 'w').write('y'); builtins.left = 1"],
                CodeStyle.Script, Limits), CancellationToken.None))[0];
            Assert.Equal((ExecutionStatus.Ok, "[] [] False\n"), (result.Status, result.Output));
        }
    }

    /// <summary>Processes of idle sandboxes besides bubblewrap and its interpreter.</summary>
    private static List<string> Left(PythonSandbox sandbox)
    {
        var parents = new Dictionary<int, (int Parent, string Name)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                var stat = File.ReadAllText(folder + "/stat");
                var end = stat.LastIndexOf(')');
                parents[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] = (int.Parse(stat[(end + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), stat[..end]);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        var roots = sandbox.ProcessIds;
        return [.. parents.Where(p => roots.Contains(p.Value.Parent) is false && roots.Any(r => Under(p.Key, r)) && !roots.Contains(p.Key)).Select(p => p.Value.Name)];

        bool Under(int process, int root)
        {
            for (var at = process; parents.TryGetValue(at, out var up); at = up.Parent)
                if (up.Parent == root)
                    return true;
            return false;
        }
    }
}
