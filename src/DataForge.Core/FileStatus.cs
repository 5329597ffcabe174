using System.Runtime.InteropServices;

namespace DataForge.Core;

/// <summary>What the system says of an open or named file. Device and inode are the same at both ends of a pipe, which is how the tools on it find each other.</summary>
/// <param name="Mode">Kind and permissions, as in stat(2).</param>
public readonly partial record struct FileStatus(ulong Device, ulong Inode, uint Owner, int Mode)
{
    private const int CurrentFolder = -100;
    private const int FollowLinks = 0;
    private const int DoNotFollow = 0x100;
    private const int OfDescriptor = 0x1000;
    private const uint BasicFields = 0x7FF;

    public bool IsPipe => (Mode & 0xF000) == 0x1000;

    public bool IsFolder => (Mode & 0xF000) == 0x4000;

    public bool IsRegular => (Mode & 0xF000) == 0x8000;

    /// <summary>True where the group or others may write.</summary>
    public bool OthersMayWrite => (Mode & 0x12) != 0;

    /// <summary>Null when the descriptor is not open.</summary>
    public static FileStatus? Of(int descriptor) => statx(descriptor, "", OfDescriptor, BasicFields, out var found) == 0 ? From(found) : null;

    /// <summary>Of the name itself, not of what a link points to; null when there is nothing of that name.</summary>
    public static FileStatus? Of(string path) => statx(CurrentFolder, path, DoNotFollow, BasicFields, out var found) == 0 ? From(found) : null;

    /// <summary>Of what the name leads to, links followed; null when there is nothing.</summary>
    public static FileStatus? OfTarget(string path) => statx(CurrentFolder, path, FollowLinks, BasicFields, out var found) == 0 ? From(found) : null;

    /// <summary>True when both are the same file.</summary>
    public bool IsSameAs(FileStatus? other) => other is { } o && o.Device == Device && o.Inode == Inode;

    private static FileStatus From(Statx s) => new(((ulong)s.DeviceMajor << 32) | s.DeviceMinor, s.Inode, s.Owner, s.Mode);

    /// <summary>struct statx, whose layout is the same on every architecture, unlike that of struct stat.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)] public uint Owner;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out Statx found);
}
