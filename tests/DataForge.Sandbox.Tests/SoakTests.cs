using System.Globalization;
using DataForge.Core;

namespace DataForge.Sandbox.Tests;

/// <summary>Many runs of every kind: memory stays flat and nothing is left. DATAFORGE_SANDBOX_RUNS sets how many.</summary>
public sealed class SoakTests
{
    private static readonly string[] Mix =
    [
        "print(1)", "from sympy import *\nx = symbols('x')\nprint(solve(x**2 - 7*x + 10, x))", "1/0", "import os\nos._exit(1)", "print('x' * 100000)", "x = bytearray(1 << 30)",
        "import ctypes\nctypes.string_at(0)", "open('/tmp/x', 'wb').write(bytes(1 << 20))", "import os\nos.fork()\nprint('both')",
    ];

    [Fact]
    public async Task Mixed_runs_leave_memory_flat_and_nothing_behind()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("DATAFORGE_SANDBOX_RUNS") ?? "180", CultureInfo.InvariantCulture);
        PythonSandbox sandbox;
        try
        {
            sandbox = await PythonSandbox.Open(2, CancellationToken.None);
        }
        catch (ForgeException e)
        {
            Assert.Skip(e.Message);
            return;
        }

        await using (sandbox)
        {
            await Some(sandbox, runs / 3);
            var before = sandbox.ProcessIds.Sum(Memory);
            await Some(sandbox, runs - runs / 3);
            var after = sandbox.ProcessIds.Sum(Memory);
            Assert.Equal(2, sandbox.ProcessIds.Count);
            Assert.InRange(after, before / 2, before + (8 << 20));
            TestContext.Current.SendDiagnosticMessage($"{runs} runs: {before >> 20} MiB after a third, {after >> 20} MiB at the end");
        }
    }

    private static Task Some(PythonSandbox sandbox, int runs) => Parallel.ForEachAsync(Enumerable.Range(0, runs), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (i, cancel) =>
    {
        var result = (await sandbox.Run(new CodeRequest([Mix[i % Mix.Length]], CodeStyle.Script, CodeLimits.Default), cancel))[0];
        Assert.NotEqual(ExecutionStatus.Refused, result.Status);
    });

    /// <summary>Resident bytes of an interpreter: the only child of its bubblewrap.</summary>
    private static long Memory(int bubblewrap)
    {
        var child = File.ReadAllText($"/proc/{bubblewrap}/task/{bubblewrap}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(File.ReadAllText($"/proc/{Assert.Single(child)}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
