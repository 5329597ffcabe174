using System.Globalization;

namespace DataForge.Tests;

/// <summary>The seed of tests that draw samples of what is too long to do whole. tests/run.sh prints it; a soak sets others.</summary>
internal static class RandomSeed
{
    public static long Value { get; } = Number("DATAFORGE_SEED", 1);

    /// <summary>How often a long test draws: what the variable says, or the few of a quick run.</summary>
    public static int Times(string variable, int quick) => (int)Number(variable, quick);

    private static long Number(string variable, long otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
