using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runs.Work;

/// <summary>Divides rows into parts by the hash of their problem, so that a problem's rows stay together and in order.</summary>
internal static class Divider
{
    private const int MostBuffered = 64 << 20;

    /// <summary>Writes every part's file, empty ones too.</summary>
    /// <param name="path">Where a part goes.</param>
    /// <returns>Rows read.</returns>
    public static long Divide(IEnumerable<string> inputs, int parts, Func<int, string> path, CancellationToken cancel)
    {
        var buffers = new MemoryStream?[parts];
        var begun = new bool[parts];
        long rows = 0, buffered = 0;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path(0))!);
            foreach (var row in inputs.SelectMany(i => RowReader.Open(i, cancel: cancel)))
            {
                var buffer = buffers[(int)(StableHash.Of(Key(row)) % (ulong)parts)] ??= new MemoryStream();
                buffer.Write(row.Utf8);
                buffer.WriteByte((byte)'\n');
                buffered += row.Utf8.Length + 1;
                rows++;
                if (buffered > MostBuffered) Flush();
            }

            Flush();
            for (var i = 0; i < parts; i++)
                if (!begun[i]) File.WriteAllBytes(path(i), []);
            return rows;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path(0)}: cannot be written: {e.Message}", e);
        }

        void Flush()
        {
            for (var i = 0; i < parts; i++)
            {
                if (buffers[i] is not { } buffer) continue;
                using (var file = new FileStream(path(i), begun[i] ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
                    file.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
                begun[i] = true;
                buffers[i] = null;
            }

            buffered = 0;
        }
    }

    /// <summary>What keeps rows together: their problem's id, else the whole row.</summary>
    internal static string Key(Row row)
    {
        try
        {
            return row.Text("problem_id") ?? (Problem.TextOf(row, FieldNames.Default) is { } text ? Identity.OfProblem(text) : row.ToString());
        }
        catch (ForgeException)
        {
            return row.ToString(); // the stage says what is wrong with it
        }
    }
}
