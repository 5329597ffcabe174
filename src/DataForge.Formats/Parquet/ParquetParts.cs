using System.Globalization;

namespace DataForge.Formats;

/// <summary>A file, or a piece of one, whose rows all have the same columns.</summary>
/// <param name="Columns">The schema's key.</param>
internal sealed record ParquetPart(string Path, string Columns);

/// <summary>The pieces that one Parquet file was written in, until they are made one.</summary>
internal sealed class ParquetParts(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<ParquetPart> parts)
{
    private IReadOnlyList<ParquetPart> _parts = parts;

    /// <summary>Makes one file with the given columns of the pieces; where it is one already, nothing is done.</summary>
    /// <param name="schema">Widened where a row turns out not to fit: what was written before was seen by no look ahead.</param>
    public void Conform(SchemaBuilder schema)
    {
        for (var pass = 1; _parts is not [var only] || only.Columns != schema.Schema.NotEmpty.Key; pass++)
        {
            var target = string.Create(CultureInfo.InvariantCulture, $"{path}.whole{pass}");
            var old = _parts;
            using (var writer = new ParquetWriter(target, metadata, schema, look: false))
            {
                foreach (var part in old)
                    foreach (var row in ParquetReader.Open(part.Path, origin: ""))
                        writer.Write(row);
                _parts = writer.Close();
            }

            foreach (var part in old) File.Delete(part.Path);
        }

        if (_parts[0].Path == path) return;
        File.Move(_parts[0].Path, path, overwrite: true);
        _parts = [_parts[0] with { Path = path }];
    }

    /// <summary>Makes the files' columns the same.</summary>
    public static void Conform(IReadOnlyList<ParquetParts> files, SchemaBuilder schema)
    {
        string before;
        do
        {
            before = schema.Schema.Key;
            foreach (var file in files) file.Conform(schema);
        }
        while (schema.Schema.Key != before);
    }
}
