using System.Runtime.InteropServices;

namespace DataForge.Formats;

/// <summary>The part of zstd.h (1.4 and later, stable API) that streams need.</summary>
internal static partial class ZstdNative
{
    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_createDCtx")]
    internal static partial nint CreateDecompressor();

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint FreeDecompressor(nint context);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_DCtx_setParameter")]
    internal static partial nuint SetDecompressor(nint context, int parameter, int value);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint Decompress(nint context, ref ZstdBuffer output, ref ZstdBuffer input);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_createCCtx")]
    internal static partial nint CreateCompressor();

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_freeCCtx")]
    internal static partial nuint FreeCompressor(nint context);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_CCtx_setParameter")]
    internal static partial nuint SetCompressor(nint context, int parameter, int value);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_compressStream2")]
    internal static partial nuint Compress(nint context, ref ZstdBuffer output, ref ZstdBuffer input, int directive);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    [LibraryImport(NativeLibraries.Zstd, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorName(nuint code);

    /// <summary>Passes a result on, or throws what zstd says about it.</summary>
    internal static nuint Check(nuint code) =>
        IsError(code) == 0 ? code : throw new InvalidDataException("zstd: " + Marshal.PtrToStringUTF8(ErrorName(code)));
}

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ZstdBuffer
{
    public nint Data;
    public nuint Size;
    public nuint Position;
}
