namespace DataForge.Answers.Shapes;

/// <summary>What a comparison of two shapes found, and by which rule.</summary>
internal readonly record struct Outcome(bool? Equal, string Rule)
{
    public static Outcome Same(string rule) => new(true, rule);

    public static Outcome Different(string rule) => new(false, rule);

    public static Outcome Undecided(string rule) => new(null, rule);
}
