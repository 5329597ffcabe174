using System.Buffers.Binary;
using System.Runtime.InteropServices;

using DataForge.Models.Gguf;

namespace DataForge.Models.Benchmarks;

/// <summary>A copy of a GGUF whose tensors are all float32, so that the peer computes the same numbers.</summary>
internal static class FloatGguf
{
    private const int Alignment = 32;

    public static void Write(string source, string target)
    {
        var file = GgufFile.Open(source);
        using var input = File.OpenRead(source);
        using var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var head = new byte[MetadataEnd(input)];
        input.Position = 0;
        input.ReadExactly(head);
        output.Write(head);
        long offset = 0;
        foreach (var tensor in file.Tensors)
        {
            var name = System.Text.Encoding.UTF8.GetBytes(tensor.Name);
            Put64(output, name.Length);
            output.Write(name);
            Put32(output, tensor.Shape.Count);
            foreach (var d in tensor.Shape.Reverse()) Put64(output, d);
            Put32(output, (int)GgufType.F32);
            Put64(output, offset);
            offset += Padded(tensor.Values * 4);
        }

        Pad(output);
        foreach (var tensor in file.Tensors)
        {
            var row = (int)tensor.Shape[^1];
            var rows = tensor.Values / row;
            var (stored, values) = (new byte[tensor.LengthBytes / rows], new float[row]);
            input.Position = tensor.OffsetBytes;
            for (var r = 0; r < rows; r++)
            {
                input.ReadExactly(stored);
                GgufBlocks.Dequantize(tensor.Type, stored, values);
                output.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            }

            Pad(output);
        }
    }

    /// <summary>Where the metadata ends and the table of tensors begins.</summary>
    private static long MetadataEnd(Stream s)
    {
        s.Position = 16;
        var count = Get64(s);
        for (long i = 0; i < count; i++)
        {
            s.Seek(Get64(s), SeekOrigin.Current);
            Skip(s, Get32(s));
        }

        return s.Position;
    }

    private static void Skip(Stream s, int type)
    {
        int[] widths = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
        if (type == 8)
        {
            s.Seek(Get64(s), SeekOrigin.Current);
            return;
        }

        if (type != 9)
        {
            s.Position += widths[type];
            return;
        }

        var (inner, length) = (Get32(s), Get64(s));
        for (long i = 0; i < length; i++) Skip(s, inner);
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Pad(Stream s)
    {
        while (s.Position % Alignment != 0) s.WriteByte(0);
    }

    private static void Put32(Stream s, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        s.Write(bytes);
    }

    private static void Put64(Stream s, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        s.Write(bytes);
    }

    private static int Get32(Stream s)
    {
        Span<byte> bytes = stackalloc byte[4];
        s.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static long Get64(Stream s)
    {
        Span<byte> bytes = stackalloc byte[8];
        s.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }
}
