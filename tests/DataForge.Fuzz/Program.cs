using System.Globalization;
using DataForge.Tests.Fuzz;

// TARGET|all COUNT SEED     so many mutated inputs of each target, by our own mutator; exit 1 with the inputs that broke one
// run TARGET FILE           one input
// libfuzzer TARGET          the target under libfuzzer-dotnet, for assemblies that sharpfuzz has instrumented
switch (args)
{
    case ["libfuzzer", var name]:
        SharpFuzz.Fuzzer.LibFuzzer.Run(input => Targets.Named(name).Run(input.ToArray()));
        return 0;
    case ["run", var name, var file]:
        return Trial.Of(Targets.Named(name), File.ReadAllBytes(file)) is { } fault ? Say(fault) : 0;
    case [var name, var count, var seed]:
        IReadOnlyList<Target> targets = name == "all" ? Targets.All : [Targets.Named(name)];
        var sound = targets.Select(t => FuzzRun.Of(t, long.Parse(count, CultureInfo.InvariantCulture), long.Parse(seed, CultureInfo.InvariantCulture))).ToList();
        return sound.TrueForAll(s => s) ? 0 : 1;
    default:
        Console.Error.WriteLine($"usage: TARGET|all COUNT SEED | run TARGET FILE | libfuzzer TARGET; targets: {string.Join(", ", Targets.All.Select(t => t.Name))}");
        return 2;
}

static int Say(string fault)
{
    Console.WriteLine(fault);
    return 1;
}
