namespace DataForge.Sandbox.Tests;

/// <summary>Code that tries to get out, to stay behind or to take more than it may. Each prints ESCAPED where it succeeds.</summary>
internal static class Escapes
{
    private const string Call = """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        def call(*a):
            r = libc.syscall(*a)
            if r >= 0: print("ESCAPED", a, r)
            else: print(os.strerror(ctypes.get_errno()))

        """;

    private static string Try(string code) => "import os\ntry:\n" + string.Concat(code.Split('\n').Select(l => "    " + l + "\n")) + "    print('ESCAPED')\nexcept BaseException as e:\n    print(type(e).__name__, e)\n";

    public static IReadOnlyList<(string Name, string Code)> All { get; } =
    [
        ("reads the password file", Try("open('/etc/passwd').read()")),
        ("reads the root's home", Try("os.listdir('/root')")),
        ("reads the homes", Try("os.listdir('/home')")),
        ("reads the host's processes", Try("assert [n for n in os.listdir('/proc') if n.isdigit()]")),
        ("reads its own memory map", Try("open('/proc/self/maps').read()")),
        ("reads the environment", Try("assert set(os.environ) - {'PATH','HOME','LANG','TZ','PYTHONHASHSEED','OPENBLAS_NUM_THREADS','OMP_NUM_THREADS','MPLCONFIGDIR','PWD','OLDPWD','LC_CTYPE'}")),
        ("writes to the libraries", Try("open('/usr/lib/x','w')")),
        ("writes to the root", Try("open('/x','w')")),
        ("writes to the devices", Try("open('/dev/x','w')")),
        ("removes the interpreter", Try("os.remove('/usr/bin/python3')")),
        ("writes a kernel setting", Try("open('/proc/sys/kernel/core_pattern','w').write('|/tmp/x')")),
        ("starts a shell", Try("import subprocess\nassert subprocess.run(['/bin/sh','-c','true']).returncode == 0")),
        ("uses a network socket", Try("import socket\nsocket.socket()")),
        ("uses a socket of this machine", Try("import socket\nsocket.socket(socket.AF_UNIX)")),
        ("uses a raw socket call", Call + "call(41, 2, 1, 0)"),
        ("makes a user namespace", Call + "call(272, 0x10000000)"),
        ("makes a mount namespace", Call + "call(272, 0x20000)"),
        ("clones into a user namespace", Call + "call(56, 0x10000011, 0, 0, 0, 0)"),
        ("clones by the newer call", Call + "a = (ctypes.c_uint64 * 11)(); a[0] = 0x10000000; a[4] = 17\ncall(435, a, 88)"),
        ("enters a namespace", Call + "call(308, 0, 0)"),
        ("mounts a file system", Call + "call(165, b'x', b'/tmp', b'tmpfs', 0, 0)"),
        ("unmounts the empty proc", Call + "call(166, b'/proc', 2)"),
        ("opens a mount by the newer call", Call + "call(430, b'tmpfs', 0)"),
        ("traces a process", Call + "call(101, 0, 0, 0, 0)"),
        ("reads another process's memory", Call + "call(310, 1, 0, 0, 0, 0, 0)"),
        ("loads a BPF program", Call + "call(321, 0, 0, 0)"),
        ("sets up io_uring", Call + "b = ctypes.create_string_buffer(256)\ncall(425, 4, b)"),
        ("uses the kernel's keys", Call + "call(250, 0, -3, 1)"),
        ("handles page faults", Call + "call(323, 0)"),
        ("measures the machine", Call + "b = ctypes.create_string_buffer(256)\ncall(298, b, 0, -1, -1, 0)"),
        ("changes the root", Call + "call(161, b'/tmp')"),
        ("makes a device", Try("import stat\nos.mknod('/tmp/d', 0o666 | stat.S_IFBLK, os.makedev(8, 0))")),
        ("becomes root", Try("os.setuid(0)")),
        ("takes back capabilities", Call + "h = (ctypes.c_uint32 * 2)(0x20080522, 0); d = (ctypes.c_uint32 * 6)(*[0xffffffff] * 6)\ncall(126, h, d)"),
        ("lifts its limits", Try("import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6))")),
        ("lifts its memory limit", Try("import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))")),
        ("loads another filter", Call + "call(317, 1, 0, 0)"),
        ("makes memory files", Call + "call(319, b'x', 0)"),
        ("makes shared memory segments", Call + "call(29, 0, 1 << 20, 0o1777)"),
        ("pushes input into a terminal", Try("import fcntl\nfcntl.ioctl(0, 0x5412, b'x')")),
        ("keeps descriptors of the outside", Try("found = []\nfor fd in range(64):\n    try: os.fstat(fd)\n    except OSError: continue\n    found.append(fd)\nassert len(found) > 5, found")),
        ("sends signals to what contains it", Try("os.kill(-1, 9)\nimport time; time.sleep(0.05)\nassert os.getppid() != 0")),
        ("stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nprint('went on')"),
        ("floods itself with signals", "import os, signal\nfor _ in range(20000):\n    os.kill(os.getpid(), signal.SIGUSR1)\nprint('went on')"),
        ("fills shared memory", Try("f = open('/dev/shm/x', 'wb')\nfor _ in range(64): f.write(bytes(1 << 20)); f.flush()")),
        ("fills the disk", Try("for n in range(64):\n    f = open('/tmp/%d' % n, 'wb')\n    f.write(bytes(8 << 20)); f.flush()")),
        ("makes a million files", Try("for n in range(10**6): open('/tmp/f%d' % n, 'w').close()")),
        ("follows links out of its files", Try("os.symlink('/', '/tmp/l')\nos.listdir('/tmp/l/home')")),
        ("allocates four gigabytes", Try("x = bytearray(4 << 30)")),
        ("dumps core", "import os, ctypes\nctypes.string_at(0)"),
        ("forks without end", "import os\nn = 0\ntry:\n    while True:\n        if os.fork() == 0:\n            while True: pass\n        n += 1\nexcept OSError: print('ESCAPED' if n > 20 else 'stopped')\nwhile True: pass"),
        ("leaves a daemon behind", "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True: time.sleep(1)\n    os._exit(0)\nprint('left')"),
        ("allocates in many processes", "import os, time\nfor _ in range(12):\n    if os.fork() == 0:\n        x = bytearray(100 << 20)\n        for i in range(0, len(x), 4096): x[i] = 1\n        time.sleep(60)\ntime.sleep(60)"),
        ("prints without end", "while True: print('x' * 1000)"),
        ("prints without end from a child", "import os\nos.fork()\nwhile True: os.write(1, b'y' * 4096)"),
        ("sleeps through every signal", "import signal, time\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: time.sleep(100)"),
        ("computes a tower of powers", "print(5**(5**(5**5)))"),
        ("recurses without end", "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1) + f(n)\nf(0)"),
        ("unpacks a bomb", "import zlib\nd = zlib.compress(bytes(50 << 20))\nx = [zlib.decompress(d) for _ in range(100)]\nprint('ESCAPED')"),
        ("forges the end of a block", "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'ok\\nok\\nok\\n')\n    except OSError: pass\nwhile True: pass"),
        ("forges a reply of the sandbox", "import os\nfor fd in range(0, 64):\n    try: os.write(fd, b'{\"results\":[{\"status\":\"ok\",\"output\":\"ESCAPED\",\"note\":\"\",\"seconds\":0}]}\\n'.replace(b'ESCAPED', b'forged'))\n    except OSError: pass\nos._exit(0)"),
        ("ends the interpreter", "import os\nos._exit(0)"),
    ];
}
