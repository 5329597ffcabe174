using System.Globalization;
using System.Reflection;
using Parquet;
using Library = Parquet.ParquetReader;

namespace DataForge.Formats;

/// <summary>Reads a finished file with Parquet.Net, which shares no code with DuckDB or with the writer here, and holds it against hashes of the rows that were to be written.</summary>
/// <remarks>Memory is one column of one row group, twice: as read and in the library's buffers. It does not tell null from a field that is not there, and it cannot see what a row lacked before it was handed to the writer.</remarks>
internal static class ParquetCheck
{
    /// <summary>The library, as manifests name it.</summary>
    public static string Reader { get; } = "Parquet.Net " + typeof(Library).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <exception cref="InvalidOperationException">The file does not hold what was written.</exception>
    public static void Verify(string path, ColumnHashes expected)
    {
        var found = Read(path).GetAwaiter().GetResult();
        if (found.Rows != expected.Rows) throw Differs($"{found.Rows:N0} rows of {expected.Rows:N0}");
        foreach (var name in expected.Hashes.Keys.Union(found.Hashes.Keys).Order(StringComparer.Ordinal))
            if (expected.Hashes.GetValueOrDefault(name) != found.Hashes.GetValueOrDefault(name))
                throw Differs($"the column \"{name}\" has other values");

        InvalidOperationException Differs(string what) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{path}: read back by {Reader}, it does not hold the rows that were written: {what}. Nothing is sealed; please report this with the input"));
    }

    private static async Task<ColumnHashes> Read(string path)
    {
        var hashes = new ColumnHashes();
        await using var file = await Library.CreateAsync(path, new ParquetOptions { UseDateOnlyTypeForDates = true, UseBigDecimal = true }).ConfigureAwait(false);
        for (var g = 0; g < file.RowGroupCount; g++)
        {
            using var group = file.OpenRowGroupReader(g);
            foreach (var field in file.Schema.Fields)
            {
                using var column = new ParquetColumnCheck(field, hashes);
                await column.Load(group).ConfigureAwait(false);
                for (var row = 0L; row < group.RowCount; row++) hashes.Add(field.Name, hashes.Rows + row, column.Next());
            }

            hashes.Rows += group.RowCount;
        }

        return hashes;
    }
}
