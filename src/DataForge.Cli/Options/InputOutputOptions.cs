namespace DataForge.Cli;

/// <summary>Where rows go, and what happens to bad ones.</summary>
public static class InputOutputOptions
{
    /// <summary>Of every tool that reads rows.</summary>
    public static readonly IntOpt MaxRecordBytes = new("max-record-bytes", Core.RecordLimit.DefaultBytes, 1024, 1 << 30, "bytes", "Longest record that is read; bounds memory.") { ChangesOutput = false };
    public static readonly FileOpt Out = new("out", "-", "Output: .jsonl or .parquet, .gz or .zst behind; - is standard output.") { ChangesOutput = false };
    public static readonly FileOpt Rejects = new("rejects", null, "Rows that were dropped, each with its reason.") { ChangesOutput = false };
    public static readonly OptionalIntOpt MaxBad = new("max-bad", 0, "records", "the first one stops", "Unreadable records passed over; more of them exit with 1.") { ChangesOutput = false };
    public static readonly OptionalIntOpt Limit = new("limit", 1, "rows", "all", "Read no more than N rows.") { ChangesOutput = false };
}
