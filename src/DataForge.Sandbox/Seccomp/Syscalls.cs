namespace DataForge.Sandbox;

/// <summary>System calls of Linux on x86-64 by number (arch/x86/entry/syscalls/syscall_64.tbl), as far as the filter names them.</summary>
internal static class Syscalls
{
    /// <summary>Calls of the x32 interface bear this bit.</summary>
    public const uint FirstX32 = 0x40000000;

    /// <summary>Calls that came after this table was written.</summary>
    public const uint FirstUnknown = 463;

    public const uint Clone = 56;
    public const uint Clone3 = 435;
    public const uint IoControl = 16;

    /// <summary>TIOCSTI.</summary>
    public const uint PushTerminalInput = 0x5412;

    /// <summary>TIOCLINUX.</summary>
    public const uint LinuxTerminal = 0x541C;

    /// <summary>CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.</summary>
    public const uint NamespaceFlags = 0x7E020000;

    /// <summary>In the order in which the filter looks at them.</summary>
    public static IReadOnlyList<uint> Denied { get; } =
    [
        41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 53, 288, 299, 307, // socket … socketpair, accept4, recvmmsg, sendmmsg
        101, 310, 311, 312, 438, 440, 448, // ptrace, process_vm_readv, process_vm_writev, kcmp, pidfd_getfd, process_madvise, process_mrelease
        155, 161, 165, 166, 428, 429, 430, 431, 432, 433, 442, // pivot_root, chroot, mount, umount2, open_tree … fspick, mount_setattr
        272, 308, // unshare, setns
        321, 425, 426, 427, 323, 298, 317, // bpf, io_uring_*, userfaultfd, perf_event_open, seccomp
        248, 249, 250, // add_key, request_key, keyctl
        174, 175, 176, 313, 246, 320, 169, // modules, kexec, reboot
        167, 168, 163, 179, 443, 170, 171, 172, 173, // swap, acct, quotactl, host and domain name, iopl, ioperm
        164, 227, 305, 159, // clocks
        103, 134, 135, 139, 153, 154, 156, 177, 178, 180, 212, // syslog, uselib, personality, sysfs, vhangup, modify_ldt, old calls
        133, 259, 303, 304, 300, 301, // mknod, mknodat, handles, fanotify
        105, 106, 113, 114, 116, 117, 119, 122, 123, 126, // identities, capset
        29, 30, 31, 64, 65, 66, 68, 69, 70, 71, 220, 240, 319, 447, // SysV memory, semaphores and messages, mq_open, memfd_create, memfd_secret
        206, 237, 238, 256, 279, // io_setup, mbind, set_mempolicy, migrate_pages, move_pages
    ];
}
