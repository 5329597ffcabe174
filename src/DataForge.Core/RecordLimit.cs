namespace DataForge.Core;

/// <summary>The longest record a reader takes. It bounds memory on a file of one endless line, compressed or not.</summary>
public static class RecordLimit
{
    /// <summary>128 MiB.</summary>
    public const int DefaultBytes = 1 << 27;

    /// <summary>Set once, from the command line, before any input is opened.</summary>
    public static int Bytes { get; set; } = DefaultBytes;

    /// <param name="line">Line on which the record begins, from 1.</param>
    public static ForgeException Exceeded(string path, long line) =>
        new($"{ForgeException.Name(path)}:{line}: the record is longer than {Quantity.Of(Bytes, "byte")}; --max-record-bytes N takes longer ones (memory: up to 6 × N)");
}
