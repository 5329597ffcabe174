namespace DataForge.Formats;

/// <summary>How a shard's rows are written.</summary>
public enum ShardFormat
{
    Parquet,
    JsonlZst,
    JsonlGz,
    Jsonl,
}

public static class ShardFormats
{
    /// <summary>Names as the user writes them, which are the files' suffixes too.</summary>
    public static IReadOnlyList<string> Names { get; } = ["parquet", "jsonl.zst", "jsonl.gz", "jsonl"];

    public static ShardFormat Parse(string name) => (ShardFormat)Names.ToList().IndexOf(name);

    public static string Suffix(this ShardFormat format) => Names[(int)format];
}
