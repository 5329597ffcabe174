using DataForge.Answers.Benchmarks;

// One of the parts below, each of which verifies its answers and exits with 1 where one is wrong; --check runs all but the long ones.
var parts = new Dictionary<string, Func<string[], bool>>(StringComparer.Ordinal)
{
    ["speed"] = _ => Speed.Run(),
    ["vectors"] = _ => VectorCounts.Run(),
    ["pairs"] = a => RandomPairs.Run(a.Length > 1 ? int.Parse(a[1]) : 1_000_000),
    ["fuzz"] = a => Fuzz.Run(a.Length > 1 ? int.Parse(a[1]) : 100_000, a.Length > 2 ? long.Parse(a[2]) : 1),
    ["compare"] = a => PeerVerdicts.Run(a.Length > 1 ? a[1] : null),
};

if (args is ["--check"]) return Speed.Run() & VectorCounts.Run() & RandomPairs.Run(10_000) & Fuzz.Run(2_000, 1) & PeerVerdicts.Run(null) ? 0 : 1;
if (args.Length > 0 && parts.TryGetValue(args[0], out var part)) return part(args) ? 0 : 1;
Console.Error.WriteLine($"expected --check or one of: {string.Join(", ", parts.Keys)} [N] [SEED]; compare [PAGE.md]");
return 2;
