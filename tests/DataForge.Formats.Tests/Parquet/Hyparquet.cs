namespace DataForge.Tests.Formats;

/// <summary>The second Parquet reader: hyparquet (JavaScript, no code in common with DuckDB).</summary>
internal static class Hyparquet
{
    /// <summary>The file's rows as JSON lines; 64-bit integers as numbers.</summary>
    public static string[] Read(string path) => Script("rows", path).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The file's footer as JSON: num_rows, row_groups, key_value_metadata, …</summary>
    public static string Metadata(string path) => Script("metadata", path);

    private static string Script(string what, string path)
    {
        Shell.Require("node", "nodejs");
        var modules = Path.Combine(SharedData.Repository, "node_modules");
        if (!Directory.Exists(Path.Combine(modules, "hyparquet"))) Assert.Skip("hyparquet is not installed: npm ci --ignore-scripts");
        var script = $$"""
            import { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync } from '{{modules}}/hyparquet/src/node.js';
            import { compressors } from '{{modules}}/hyparquet-compressors/src/index.js';
            const plain = (_, v) => typeof v === 'bigint' ? Number(v) : v;
            const file = await asyncBufferFromFile(process.argv[2]);
            if (process.argv[1] === 'metadata') console.log(JSON.stringify(await parquetMetadataAsync(file), plain));
            else for (const row of await parquetReadObjects({ file, compressors })) console.log(JSON.stringify(row, plain));
            """;
        return Shell.Run("node", "--input-type=module", "-e", script, "--", what, path);
    }
}
