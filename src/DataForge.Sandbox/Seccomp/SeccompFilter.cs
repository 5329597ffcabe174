using System.Buffers.Binary;

namespace DataForge.Sandbox;

/// <summary>The system-call filter of the model's code, as a classic BPF program over <c>struct seccomp_data</c> (Linux, x86-64).</summary>
/// <remarks>
/// Another architecture and the x32 calls kill the process. Calls that are denied give EPERM, those that are unknown to this table give ENOSYS, and so does clone3, whose flags
/// lie in memory that a filter cannot read: the C library then takes clone, whose namespace flags are looked at.
/// What it does not guard: calls that are allowed may have bugs of their own in the kernel.
/// </remarks>
internal static class SeccompFilter
{
    /// <summary>AUDIT_ARCH_X86_64.</summary>
    public const uint Architecture = 0xC000003E;

    public const uint Allow = 0x7FFF0000;
    public const uint Kill = 0x80000000;
    public const uint NotPermitted = 0x00050000 | 1;
    public const uint NotImplemented = 0x00050000 | 38;

    private const ushort Load = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort IfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort IfAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort IfAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private const ushort Return = 0x06; // BPF_RET | BPF_K

    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;
    private const uint SecondArgumentAt = 24;

    /// <summary>8 bytes an instruction, little-endian.</summary>
    public static byte[] Build()
    {
        var program = new List<(ushort Code, byte True, byte False, uint Value)>
        {
            (Load, 0, 0, ArchitectureAt),
            (IfEqual, 1, 0, Architecture),
            (Return, 0, 0, Kill),
            (Load, 0, 0, NumberAt),
            (IfAtLeast, 0, 1, Syscalls.FirstX32),
            (Return, 0, 0, Kill),
            (IfAtLeast, 0, 1, Syscalls.FirstUnknown),
            (Return, 0, 0, NotImplemented),
            (IfEqual, 0, 1, Syscalls.Clone3),
            (Return, 0, 0, NotImplemented),
        };
        foreach (var number in Syscalls.Denied)
        {
            program.Add((IfEqual, 0, 1, number));
            program.Add((Return, 0, 0, NotPermitted));
        }

        program.AddRange(
        [
            (IfEqual, 0, 3, Syscalls.Clone),
            (Load, 0, 0, FirstArgumentAt),
            (IfAnyBit, 5, 0, Syscalls.NamespaceFlags),
            (Return, 0, 0, Allow),
            (IfEqual, 0, 4, Syscalls.IoControl),
            (Load, 0, 0, SecondArgumentAt),
            (IfEqual, 1, 0, Syscalls.PushTerminalInput),
            (IfEqual, 0, 1, Syscalls.LinuxTerminal),
            (Return, 0, 0, NotPermitted),
            (Return, 0, 0, Allow),
        ]);
        var bytes = new byte[program.Count * 8];
        for (var i = 0; i < program.Count; i++)
        {
            var at = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, program[i].Code);
            at[2] = program[i].True;
            at[3] = program[i].False;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], program[i].Value);
        }

        return bytes;
    }
}
