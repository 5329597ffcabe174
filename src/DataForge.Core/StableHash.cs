using System.Buffers;
using System.IO.Hashing;
using System.Text;

namespace DataForge.Core;

/// <summary>Hashes that are the same on every machine and in every run: for ids, indexes and anything written.</summary>
public static class StableHash
{
    /// <summary>XxHash3, 64 bits, of the UTF-8 bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> utf8) => XxHash3.HashToUInt64(utf8);

    /// <summary>XxHash3, 64 bits, of the text's UTF-8 bytes.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (length <= 512)
        {
            Span<byte> small = stackalloc byte[512];
            return XxHash3.HashToUInt64(small[..Encoding.UTF8.GetBytes(text, small)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var hash = XxHash3.HashToUInt64(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>XxHash128 as 32 lower-case hex digits, over parts that are framed by their length, so that ("a", "bc") and ("ab", "c") differ.</summary>
    public static string Hex128(params ReadOnlySpan<string> parts)
    {
        var hash = new XxHash128();
        Span<byte> small = stackalloc byte[512];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetMaxByteCount(part.Length) <= small.Length ? small[..Encoding.UTF8.GetBytes(part, small)] : Encoding.UTF8.GetBytes(part);
            Append(hash, bytes);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>As above, of a text and of one that is UTF-8 already.</summary>
    public static string Hex128(string first, ReadOnlySpan<byte> utf8)
    {
        var hash = new XxHash128();
        Append(hash, Encoding.UTF8.GetBytes(first));
        Append(hash, utf8);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void Append(XxHash128 hash, ReadOnlySpan<byte> part)
    {
        Span<byte> frame = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(frame, part.Length);
        hash.Append(frame);
        hash.Append(part);
    }

    /// <summary>XxHash128 of all that the stream still holds, as 32 lower-case hex digits.</summary>
    /// <param name="cancel">Looked at once a mebibyte.</param>
    public static string Hex128(Stream stream, CancellationToken cancel = default)
    {
        var hash = new XxHash128();
        var buffer = new byte[1 << 20];
        for (int read; (read = stream.Read(buffer)) > 0; cancel.ThrowIfCancellationRequested()) hash.Append(buffer.AsSpan(0, read));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
