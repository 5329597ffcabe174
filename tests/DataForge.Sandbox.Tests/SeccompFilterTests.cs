using System.Buffers.Binary;

namespace DataForge.Sandbox.Tests;

/// <summary>The filter, run by a plain interpreter of classic BPF.</summary>
public sealed class SeccompFilterTests
{
    private static readonly byte[] Filter = SeccompFilter.Build();

    [Theory]
    [InlineData(0, SeccompFilter.Allow)] // read
    [InlineData(1, SeccompFilter.Allow)] // write
    [InlineData(9, SeccompFilter.Allow)] // mmap
    [InlineData(57, SeccompFilter.Allow)] // fork
    [InlineData(59, SeccompFilter.Allow)] // execve
    [InlineData(231, SeccompFilter.Allow)] // exit_group
    [InlineData(302, SeccompFilter.Allow)] // prlimit64
    [InlineData(41, SeccompFilter.NotPermitted)] // socket
    [InlineData(101, SeccompFilter.NotPermitted)] // ptrace
    [InlineData(165, SeccompFilter.NotPermitted)] // mount
    [InlineData(272, SeccompFilter.NotPermitted)] // unshare
    [InlineData(321, SeccompFilter.NotPermitted)] // bpf
    [InlineData(425, SeccompFilter.NotPermitted)] // io_uring_setup
    [InlineData(319, SeccompFilter.NotPermitted)] // memfd_create
    [InlineData(435, SeccompFilter.NotImplemented)] // clone3
    [InlineData(463, SeccompFilter.NotImplemented)]
    [InlineData(100_000, SeccompFilter.NotImplemented)]
    [InlineData(0x40000000, SeccompFilter.Kill)] // x32 read
    [InlineData(0x40000000 + 41, SeccompFilter.Kill)]
    [InlineData(0xFFFFFFFF, SeccompFilter.Kill)]
    public void A_call_is_ruled_by_its_number(uint number, uint verdict) => Assert.Equal(verdict, Run(SeccompFilter.Architecture, number));

    [Fact]
    public void Every_denied_call_is_refused_and_every_other_known_one_is_not()
    {
        uint[] refused = [.. Enumerable.Range(0, (int)Syscalls.FirstUnknown).Select(n => (uint)n).Where(n => Run(SeccompFilter.Architecture, n) == SeccompFilter.NotPermitted)];
        Assert.Equal(Syscalls.Denied.Order(), refused);
        Assert.Equal(Syscalls.Denied.Count, Syscalls.Denied.Distinct().Count());
    }

    [Theory]
    [InlineData(0x40000003)] // i386, whose numbers mean other calls
    [InlineData(0xC00000B7)] // arm64
    public void Another_architecture_is_killed(uint architecture) => Assert.Equal(SeccompFilter.Kill, Run(architecture, 0));

    [Theory]
    [InlineData(17u, SeccompFilter.Allow)] // SIGCHLD: fork
    [InlineData(0x01200011u, SeccompFilter.Allow)] // as the C library forks
    [InlineData(0x3D0F00u, SeccompFilter.Allow)] // a thread
    [InlineData(0x10000011u, SeccompFilter.NotPermitted)] // CLONE_NEWUSER
    [InlineData(0x00020011u, SeccompFilter.NotPermitted)] // CLONE_NEWNS
    [InlineData(0x20000011u, SeccompFilter.NotPermitted)] // CLONE_NEWPID
    [InlineData(0x40000011u, SeccompFilter.NotPermitted)] // CLONE_NEWNET
    [InlineData(0x02000011u, SeccompFilter.NotPermitted)] // CLONE_NEWCGROUP
    public void A_clone_makes_processes_and_threads_but_no_namespaces(uint flags, uint verdict) => Assert.Equal(verdict, Run(SeccompFilter.Architecture, Syscalls.Clone, flags));

    [Theory]
    [InlineData(0x5401u, SeccompFilter.Allow)] // TCGETS
    [InlineData(0x5412u, SeccompFilter.NotPermitted)] // TIOCSTI
    [InlineData(0x541Cu, SeccompFilter.NotPermitted)] // TIOCLINUX
    public void A_terminal_takes_no_input_from_inside(uint request, uint verdict) => Assert.Equal(verdict, Run(SeccompFilter.Architecture, Syscalls.IoControl, 0, request));

    private static uint Run(uint architecture, uint number, uint first = 0, uint second = 0)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(16), first);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(24), second);
        uint accumulator = 0;
        for (var at = 0; at < Filter.Length / 8; at++)
        {
            var i = Filter.AsSpan(at * 8, 8);
            var (code, yes, no, value) = (BinaryPrimitives.ReadUInt16LittleEndian(i), i[2], i[3], BinaryPrimitives.ReadUInt32LittleEndian(i[4..]));
            switch (code)
            {
                case 0x20: accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value)); break;
                case 0x15: at += accumulator == value ? yes : no; break;
                case 0x35: at += accumulator >= value ? yes : no; break;
                case 0x45: at += (accumulator & value) != 0 ? yes : no; break;
                case 0x06: return value;
                default: throw new InvalidOperationException($"instruction {at}: code {code:x}");
            }
        }

        throw new InvalidOperationException("the program ran over its end");
    }
}
