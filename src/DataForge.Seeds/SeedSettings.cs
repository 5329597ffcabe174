namespace DataForge.Seeds;

/// <summary>What to make.</summary>
/// <param name="Count">Seed problems; evolved ones come on top.</param>
/// <param name="Split"><c>train</c>, <c>test</c> (the same templates, combinations of numbers that train never draws) or <c>hard</c> (templates and number ranges that train never draws).</param>
/// <param name="Language"><c>en</c>, <c>zh</c> or <c>all</c>.</param>
/// <param name="Evolutions">Kinds to apply to every seed problem, each at most once.</param>
public sealed record SeedSettings(int Count, long Seed, string Split, string Language, IReadOnlyList<string> Evolutions);
