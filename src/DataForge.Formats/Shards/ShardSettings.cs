namespace DataForge.Formats;

/// <summary>Where a shard set goes and how it is cut.</summary>
/// <param name="Folder">Made where it is absent.</param>
/// <param name="Name">What the files' names begin with.</param>
/// <param name="RowsPerShard">Most rows of one shard; null sets no bound.</param>
/// <param name="BytesPerShard">JSON text after which a shard is closed, before compression, so that cuts do not depend on the encoder.</param>
/// <param name="Splits">In order; one split of the name "" gives files without a split in their names.</param>
/// <param name="Provenance">Key-value metadata of every Parquet shard.</param>
/// <param name="Verify">Whether Parquet shards are read back before the set is sealed.</param>
public sealed record ShardSettings(
    string Folder, string Name, ShardFormat Format, long? RowsPerShard, long BytesPerShard, IReadOnlyList<string> Splits, IReadOnlyDictionary<string, string> Provenance, bool Verify = true);

/// <summary>One finished shard.</summary>
/// <param name="Path">File name within the folder.</param>
/// <param name="Split">The split's name, <c>train</c> where there is only one.</param>
/// <param name="JsonBytes">The rows' JSON text.</param>
/// <param name="Sha256">Of the file.</param>
public sealed record ShardFile(string Path, string Split, long Rows, long Bytes, long JsonBytes, string Sha256);
