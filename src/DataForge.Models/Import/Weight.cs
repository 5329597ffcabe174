using DataForge.Core;
using DataForge.Models.Safetensors;

using Microsoft.Win32.SafeHandles;

namespace DataForge.Models.Import;

/// <summary>One weight where it lies: a matrix of rows, or a vector as one row.</summary>
/// <param name="Rows">Stored rows (output features); 1 for a vector.</param>
/// <param name="Columns">Stored columns (input features).</param>
/// <param name="Decode">Turns the stored bytes of a row into floats.</param>
/// <param name="BlockFormat">Name of the GGUF block format; null for plain floats.</param>
internal sealed record Weight(string Name, StoredType Type, int Rows, int Columns, string Path, long OffsetBytes, long LengthBytes, RowDecoder Decode, string? BlockFormat = null)
{
    /// <summary>Stored row of each row wanted, -1 for a row of zeros; null keeps them. GGUF interleaves the rotary halves of q and k; odd head sizes are padded.</summary>
    public int[]? RowOrder { get; init; }

    /// <summary>As <see cref="RowOrder"/>, for columns.</summary>
    public int[]? ColumnOrder { get; init; }

    /// <summary>Is added to every number: Gemma stores the weights of its norms less 1.</summary>
    public float Shift { get; init; }

    public int WantedRows => RowOrder?.Length ?? Rows;

    public int WantedColumns => ColumnOrder?.Length ?? Columns;

    /// <summary>True when the bytes can be used where they lie.</summary>
    public bool InPlace => RowOrder is null && ColumnOrder is null && Shift == 0 && Type != StoredType.Blocks;

    /// <summary>Some of its stored rows as a weight of their own, where they lie.</summary>
    public Weight Slice(string name, int from, int rows) =>
        this with { Name = name, Rows = rows, OffsetBytes = OffsetBytes + ((long)from * StoredRowBytes), LengthBytes = (long)rows * StoredRowBytes };

    private int StoredRowBytes => checked((int)(LengthBytes / Rows));

    /// <summary>Hands out the wanted rows in order as floats; a span is good for one call only.</summary>
    public void ForEachRow(RowVisitor visit)
    {
        var decoded = new float[Columns];
        var wanted = ColumnOrder is null ? decoded : new float[ColumnOrder.Length];
        ForEachStoredRow((row, bytes) =>
        {
            if (bytes.Length == 0) Array.Clear(decoded);
            else Decode(bytes, decoded);
            for (var c = 0; Shift != 0 && c < decoded.Length; c++) decoded[c] += Shift;
            for (var c = 0; c < ColumnOrder?.Length; c++) wanted[c] = ColumnOrder[c] < 0 ? 0 : decoded[ColumnOrder[c]];
            visit(row, wanted);
        });
    }

    /// <summary>Hands out the stored bytes of the wanted rows in order; empty for a row of zeros.</summary>
    public void ForEachStoredRow(StoredRowVisitor visit)
    {
        using var file = File.OpenHandle(Path);
        var bytes = new byte[StoredRowBytes];
        for (var row = 0; row < WantedRows; row++)
        {
            var stored = RowOrder?[row] ?? row;
            if (stored >= 0) ReadRow(file, stored, bytes);
            visit(row, stored >= 0 ? bytes : []);
        }
    }

    private void ReadRow(SafeFileHandle file, int row, byte[] bytes)
    {
        var at = OffsetBytes + ((long)row * bytes.Length);
        if (!StoredBytes.Fill(file, at, bytes)) throw new ForgeException($"{Path}: ends within tensor {Name}");
    }
}

/// <summary>Decodes one stored row.</summary>
internal delegate void RowDecoder(ReadOnlySpan<byte> stored, Span<float> values);

/// <summary>Sees one row.</summary>
internal delegate void RowVisitor(int row, ReadOnlySpan<float> values);

/// <summary>Sees one row as it is stored.</summary>
internal delegate void StoredRowVisitor(int row, ReadOnlySpan<byte> stored);
