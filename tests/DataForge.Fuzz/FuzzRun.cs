using System.Diagnostics;
using DataForge.Core;

namespace DataForge.Tests.Fuzz;

/// <summary>Many inputs for one target. What breaks it is written to the working folder, under the target's name and the input's number.</summary>
internal static class FuzzRun
{
    private const int MostFaults = 5;

    public static bool Of(Target target, long count, long seed)
    {
        var random = CounterRandom.For(seed, "fuzz", target.Name);
        var began = Stopwatch.GetTimestamp();
        var faults = new Dictionary<string, long>(StringComparer.Ordinal);
        for (long i = 0; i < count && faults.Count < MostFaults; i++)
        {
            var input = Mutator.Of(target, random.Fork((ulong)i));
            if (Trial.Of(target, input) is not { } fault || !faults.TryAdd(Kind(fault), i)) continue;
            var file = $"fuzz-{target.Name}-{seed}-{i}.bin";
            File.WriteAllBytes(file, input);
            Console.WriteLine($"{target.Name}: input {i} of seed {seed}, kept as {file}: {fault}");
        }

        Console.WriteLine($"{target.Name}: {count:N0} inputs, seed {seed}: {faults.Count} faults, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        return faults.Count == 0;
    }

    /// <summary>The same place broken twice is one fault.</summary>
    private static string Kind(string fault) => fault.Split('\n') is [var what, var where, ..] ? what.Split(':')[0] + where : fault;
}
