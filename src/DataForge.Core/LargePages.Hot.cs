using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataForge.Core;

/// <summary>Arrays that are looked into at random: on pages of 2 MB where the system lends them, so that a look does not also have to find its page.</summary>
public static unsafe partial class LargePages
{
    private const nuint PageBytes = 2 << 20;
    private const int AdviseLarge = 14; // MADV_HUGEPAGE

    /// <summary>An array of zeros. One that fills no page, or on a system that has none to lend, is as any other.</summary>
    public static T[] Array<T>(int length)
        where T : unmanaged
    {
        var bytes = (nuint)length * (nuint)sizeof(T);
        if (bytes < PageBytes / 2 || !OperatingSystem.IsLinux()) return new T[length];
        var array = GC.AllocateArray<T>(length, pinned: true); // fresh memory is zero without being written, so that most of it has no page yet
        var start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) & ~(PageBytes - 1);
        var end = ((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + bytes + PageBytes - 1) & ~(PageBytes - 1);
        _ = madvise(start, end - start, AdviseLarge); // advice: what comes of it changes no result
        return array;
    }

    [LibraryImport("libc")]
    private static partial int madvise(nuint start, nuint bytes, int advice);
}
