namespace DataForge.Cli;

/// <summary>Where rows go, and what happens to bad ones.</summary>
public static class InputOutputOptions
{
    public static readonly FileOpt Out = new("out", "-", "Output file; - is standard output; .gz and .zst by suffix.");
    public static readonly FileOpt Rejects = new("rejects", null, "Rows that were dropped, each with its reason.");
    public static readonly OptionalIntOpt MaxBad = new("max-bad", 0, "records", "the first one stops", "Unreadable records passed over; more of them exit with 1.");
    public static readonly OptionalIntOpt Limit = new("limit", 1, "rows", "all", "Read no more than N rows.");
}
