"""Runs inside the sandbox: imports SymPy once, then forks one child a conversation.

The host sends one JSON object a line on standard input and reads one a line from standard output. This process is trusted and
holds CAP_SYS_ADMIN in its own user namespace; a child gives everything up before it runs a line of the model's code: it gets PID and mount
namespaces of its own, empty file systems over /tmp, /dev/shm and /proc, limits, no capabilities, and the system-call filter that the host sent.
"""
import base64, ctypes, gc, io, json, os, random, re, resource, select, signal, sys, time, types

NEWNS, NEWPID = 0x20000, 0x20000000
FIXED_ADDRESSES = 0x40000
NOSUID, NODEV, NOEXEC, RDONLY = 2, 4, 8, 1
TICK = 0.05
libc = ctypes.CDLL(None, use_errno=True)


def must(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what + ": " + os.strerror(ctypes.get_errno()))


def warm():
    """Fills SymPy's caches with what competition problems use."""
    import sympy as s
    x, y, n = s.symbols("x y n")
    k = s.Symbol("k", integer=True, positive=True)
    s.solve(x**2 - 5*x + 6, x), s.solve([x + y - 3, x - y - 1], [x, y]), s.solve(x**3 - 6*x**2 + 11*x - 6, x), s.solve(s.Eq(2*x + 1, 5), x)
    s.solve([x**2 + y**2 - 25, x - y - 1], [x, y]), s.solveset(x**2 - 2, x, s.S.Reals), s.solve(s.sqrt(x + 1) - 3, x), s.solve(x**2 > 4, x)
    s.integrate(x * s.exp(x), x), s.integrate(x**2, (x, 0, 1)), s.integrate(s.sin(x), (x, 0, s.pi)), s.diff(s.sin(x)**2 * s.log(x), x)
    s.limit(s.sin(x) / x, x, 0), s.simplify(s.sin(x)**2 + s.cos(x)**2), s.factor(x**4 - 1), s.expand((x + y)**3), s.trigsimp(s.sin(2*x) / s.cos(x))
    s.summation(k**2, (k, 1, n)), s.nsimplify(0.25), s.Rational(3, 4) + s.sqrt(2), s.N(s.pi, 20), s.apart(1 / (x * (x + 1)), x), s.together(1/x + 1/y)
    m = s.Matrix([[1, 2], [3, 4]])
    m.det(), m.inv(), m.eigenvals(), m.rref(), m.nullspace()
    s.factorint(360), s.isprime(97), s.gcd(12, 18), s.divisors(28), s.totient(10), s.binomial(10, 3), s.factorial(10), s.primerange(1, 50), s.mod_inverse(3, 11)
    s.series(s.exp(x), x, 0, 4), s.Poly(x**2 + 1, x).all_coeffs(), s.radsimp(1 / (s.sqrt(2) + 1)), s.latex(x**2 / 2), str(s.sqrt(8)), repr(s.Rational(1, 2))
    s.Piecewise((x, x > 0), (0, True)), s.Interval(0, 1), s.Abs(x), s.floor(s.Rational(5, 2)), s.lambdify(x, x**2)(2), s.sympify("x**2 + 1")


def versions():
    found = {"python": "%d.%d.%d" % sys.version_info[:3]}
    for name in ("sympy", "mpmath", "numpy"):
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            pass
    return found


# ---- the child -------------------------------------------------------------------------------------------------------

def confine(request, keep):
    """Gives up everything. Any failure ends the child before it has run a line."""
    must(libc.unshare(NEWNS), "unshare")
    for target, flags, options in (
        (b"/tmp", NOSUID | NODEV, "size=%d,nr_inodes=4096,mode=1777" % request["files"]),
        (b"/dev/shm", NOSUID | NODEV | NOEXEC, "size=1m,nr_inodes=64,mode=1777"),
        (b"/proc", NOSUID | NODEV | NOEXEC | RDONLY, "size=4k,nr_inodes=2,mode=555"),
    ):
        must(libc.mount(b"tmpfs", target, b"tmpfs", flags, options.encode()), "mount " + target.decode())
    os.chdir("/tmp")
    first = 3
    for fd in sorted(keep) + [256]:
        os.closerange(first, fd)
        first = fd + 1
    cpu = int(request["wall"] * len(request["blocks"])) + 2
    for kind, value in (
        (resource.RLIMIT_AS, request["memory"] + BASELINE), (resource.RLIMIT_CPU, cpu), (resource.RLIMIT_FSIZE, request["files"]), (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, request["processes"] + 1), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0), (resource.RLIMIT_SIGPENDING, 256),
    ):
        resource.setrlimit(kind, (value, value))
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    must(libc.prctl(47, 4, 0, 0, 0), "clear ambient capabilities")
    must(libc.capset(header, data), "capset")
    must(libc.prctl(38, 1, 0, 0, 0), "no new privileges")

    class Program(ctypes.Structure):
        _fields_ = [("count", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    must(libc.prctl(22, 2, ctypes.byref(Program(len(FILTER) // 8, FILTER)), 0, 0), "seccomp")


class Ended(Exception):
    """A block that failed: what it says, and as what it counts."""

    def __init__(self, text, status="error"):
        self.text, self.status = text, status


def trace():
    """The traceback as Python prints it, without the frames of this file."""
    import traceback
    kind, value, frames = sys.exc_info()
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next
    text = "".join(traceback.format_exception(kind, value, frames))
    return Ended(text, "memory" if issubclass(kind, MemoryError) else "error")


def as_script(code, space, number):
    import linecache
    name = "<block %d>" % (number + 1) if number else "<code>"
    linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    try:
        program = compile(code, name, "exec")
    except BaseException:
        raise Ended(trace().text) from None  # the compiler's MemoryError tells of nesting, not of memory
    try:
        exec(program, space)
    except SystemExit as e:
        if isinstance(e.code, str):
            raise Ended(e.code + "\n")
        if e.code:
            raise Ended("")
    except BaseException:
        raise trace() from None


def as_notebook(code, space, number):
    """A script whose last expression is printed, as in a notebook's cell."""
    import ast
    try:
        body = ast.parse(code).body
    except BaseException:
        return as_script(code, space, number)
    if not body or not isinstance(body[-1], ast.Expr):
        return as_script(code, space, number)
    lines = code.encode().split(b"\n")
    start = body[-1]
    head = b"\n".join(lines[: start.lineno - 1] + [lines[start.lineno - 1][: start.col_offset]]).decode()
    space["__show__"] = lambda value: value is None or print(repr(value))
    as_script(head + "__show__((" + b"\n".join([lines[start.lineno - 1][start.col_offset : ]] + lines[start.lineno :]).decode().rstrip("; \t\n") + "\n))", space, number)


def as_qwen(code):
    """The executor of Qwen2.5-Math's evaluation: a program whose last line prints is run, any other is run up to its last line, whose value is the result."""
    import contextlib, pickle, traceback
    space, lines = {}, code.strip().split("\n")

    def run(text):
        if re.search(r"input\(", text):
            raise RuntimeError()
        exec(text, space)

    try:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            if "print(" in lines[-1]:
                run("\n".join(lines))
                result = printed.getvalue()
            else:
                run("\n".join(lines[:-1]))
                result = eval(lines[-1], space)
        text = str(result).strip()
        pickle.dumps(result)
        return text if text else "Done", "ok"
    except BaseException as e:
        return traceback.format_exc().split("\n")[-2].strip(), "memory" if isinstance(e, MemoryError) else "error"


def finish():
    """What Python does at its end: waits for threads, then calls what was registered."""
    import atexit
    if "threading" in sys.modules:
        for thread in sys.modules["threading"].enumerate():
            if not thread.daemon and thread is not sys.modules["threading"].current_thread():
                thread.join()
    atexit._run_exitfuncs()


def only(modules, tried):
    """Builtins that import these modules and open no file; what is tried beyond is noted, so that code cannot hide it."""
    import builtins
    names, load, allowed = dict(vars(builtins)), __import__, frozenset(modules)

    def limited(name, globals=None, locals=None, fromlist=(), level=0):
        if level or str(name).split(".")[0] not in allowed:
            tried.append("module %s is not allowed" % name)
            raise ImportError(tried[-1])
        return load(name, globals, locals, fromlist, level)

    def forbidden(name):
        def call(*args, **named):
            tried.append("%s is not allowed" % name)
            raise PermissionError(tried[-1])
        return call

    names["__import__"] = limited
    for name in ("open", "input", "breakpoint"):
        names[name] = forbidden(name)
    return names


def described(value):
    """A value as a JSON object: its kind, its truth, and itself where it is small."""
    try:
        truth = bool(value)
    except Exception:
        truth = None
    kind = type(value)
    if value is None:
        return {"kind": "none", "truth": False}
    if kind is bool:
        return {"kind": "bool", "truth": truth, "number": int(value)}
    if kind is int:
        return {"kind": "number", "truth": truth, "number": value if abs(value) <= 2**53 else None}
    if kind is float:
        return {"kind": "number", "truth": truth, "number": value if value - value == 0 else None}
    if kind is str:
        return {"kind": "text", "truth": truth, "text": value if len(value) <= 1000 else None}
    return {"kind": "other", "truth": truth}


def as_function(code, space, number, tried):
    """The first block defines evaluate; the others are texts that it is called with."""
    import traceback
    tried.clear()
    try:
        if number == 0:
            exec(compile(code, "<function>", "exec"), space)
            if not callable(space.get("evaluate")):
                return "it defines no function evaluate", "error"
            value = None
        else:
            value = space["evaluate"](code)
        if tried:
            return tried[0], "refused"
        return json.dumps(described(value)), "ok"
    except BaseException as e:
        if tried:
            return tried[0], "refused"
        return traceback.format_exception_only(type(e), e)[-1].strip()[:1000], "memory" if isinstance(e, MemoryError) else "error"


def child(request, go, reply, out, secret):
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    function = request["style"] == "function"
    qwen = request["style"] == "qwen"
    if qwen or function:
        null = os.open("/dev/null", os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
    else:
        os.dup2(out, 1), os.dup2(out, 2)
    confine(request, {go, reply, out} if qwen or function else {go, reply})
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    sys.modules["sympy.core.random"].seed(0)
    tried, limits = [], request.get("modules")
    builtins = __builtins__ if limits is None else only(limits, tried)
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    if not qwen:
        sys.modules["__main__"] = main
    sys.argv = [""]
    run = {"script": as_script, "notebook": as_notebook}.get(request["style"])
    space = {"__name__": "__main__", "__builtins__": builtins}
    for number, code in enumerate(request["blocks"]):
        os.read(go, 1)
        status = "ok"
        if qwen or function:
            text, status = as_qwen(code) if qwen else as_function(code, space, number, tried)
            data = text.encode("utf-8", "replace")
            while data:
                data = data[os.write(out, data):]
        else:
            output = sys.stdout = sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False), 65536), "utf-8", "replace")
            try:
                run(code, main.__dict__, number)
            except Ended as e:
                status = e.status
                try:
                    output.write(e.text)
                except BaseException:
                    pass
            if number == len(request["blocks"]) - 1:
                try:
                    finish()
                except BaseException:
                    pass
            if tried:
                status = "refused"
            try:
                output.flush()
            except BaseException:
                pass
        os.write(reply, secret + b" " + status.encode() + b"\n")


# ---- the zygote ------------------------------------------------------------------------------------------------------

def spawn(request):
    """Forks a child as the first process of a PID namespace; with it the whole tree dies."""
    go_r, go_w = os.pipe()
    reply_r, reply_w = os.pipe()
    out_r, out_w = os.pipe()
    secret = os.urandom(16).hex().encode()  # what else the code writes there is no reply
    must(libc.unshare(NEWPID), "unshare")
    pid = os.fork()
    if pid == 0:
        try:
            child(request, go_r, reply_w, out_w, secret)
            os._exit(0)
        except BaseException as e:
            try:
                os.write(reply_w, secret + (" !" + type(e).__name__ + ": " + str(e).replace("\n", " ")).encode("utf-8", "replace")[:2000] + b"\n")
            finally:
                os._exit(97)
    must(libc.setns(OWN, NEWPID), "setns")
    for fd in (go_r, reply_w, out_w):
        os.close(fd)
    return pid, go_w, reply_r, out_r, secret


def memory_of(ours):
    """Private memory of all processes but the zygote, in bytes; what is shared with it is not counted."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in ours:
            continue
        try:
            with open("/proc/" + name + "/statm") as f:
                fields = f.read().split()
            total += (int(fields[1]) - int(fields[2])) * PAGE
        except (OSError, IndexError, ValueError):
            pass
    return total


def exceeds(limit):
    total = memory_of(OURS)
    if total <= limit:
        return False
    private = 0
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in OURS:
            continue
        try:
            with open("/proc/" + name + "/smaps_rollup") as f:
                private += sum(int(line.split()[1]) * 1024 for line in f if line.startswith(("Private_Dirty", "Private_Clean")))
        except (OSError, IndexError, ValueError):
            pass
    return private > limit


def ended(pid):
    """What became of a child that ended by itself."""
    _, status, usage = os.wait4(pid, 0)
    if os.WIFEXITED(status):
        return "error", "the interpreter ended with exit code %d" % os.WEXITSTATUS(status)
    number = os.WTERMSIG(status)
    if number == signal.SIGKILL:
        return ("timeout", "") if usage.ru_utime + usage.ru_stime > 1 else ("memory", "")
    return "error", "the interpreter was killed by " + signal.Signals(number).name


def run_block(pid, go, reply, out, secret, wall, most, memory):
    """One block: its status, its output, its time, and whether the child lives on."""
    begun = time.monotonic()
    try:
        os.write(go, b".")
    except BrokenPipeError:
        pass  # it has ended, and its last word is read below
    text, said, status, note = bytearray(), b"", None, ""
    poll = select.poll()
    poll.register(0, 0)
    poll.register(out, select.POLLIN)
    poll.register(reply, select.POLLIN)
    looked = begun
    alive = True
    while status is None:
        now = time.monotonic()
        if now - begun >= wall:
            status, alive = "timeout", False
            break
        for fd, event in poll.poll(1000 * min(TICK, wall - (now - begun)) + 1):
            if fd == 0 and event & (select.POLLHUP | select.POLLERR):
                os._exit(0)
            elif fd == out:
                data = os.read(out, 65536)
                if not data:
                    poll.unregister(out)
                text += data[: most + 1 - len(text)]
                if len(text) > most:
                    status, alive = "output_limit", False
                    break
            elif fd == reply:
                data = os.read(reply, 4096)
                said += data
                if not data:
                    alive = False
                    status, note = ended(pid)
                    pid = 0
                elif said.startswith(secret + b" !"):
                    status, alive, note = "setup", False, said[len(secret) + 2 :].decode("utf-8", "replace").strip()
                elif b"\n" in said:
                    word, _, status = said.split(b"\n")[0].decode("ascii", "replace").partition(" ")
                    if word.encode("ascii", "replace") != secret or status not in ("ok", "error", "memory", "refused") or said.count(b"\n") > 1:
                        status, alive, note = "error", False, "the interpreter's reply was not understood"
                elif len(said) > 64:
                    status, alive, note = "error", False, "the interpreter's reply was not understood"
                break
        if status is None and time.monotonic() - looked > TICK:
            looked = time.monotonic()
            if exceeds(memory):
                status, alive = "memory", False
    seconds = time.monotonic() - begun
    if pid and not alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        pid = 0
    os.set_blocking(out, False)
    while status != "output_limit":
        try:
            data = os.read(out, 65536)
        except BlockingIOError:
            break
        if not data:
            break
        text += data[: most + 1 - len(text)]
        if len(text) > most:
            status = "output_limit"
    os.set_blocking(out, True)
    return {"status": status, "output": bytes(text[:most]).decode("utf-8", "replace"), "note": note, "seconds": round(seconds, 4)}, pid


def converse(request):
    pid, go, reply, out, secret = spawn(request)
    results = []
    try:
        for _ in request["blocks"]:
            if not pid:
                break
            result, pid = run_block(pid, go, reply, out, secret, request["wall"], request["output"], request["memory"])
            results.append(result)
    finally:
        if pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        for fd in (go, reply, out):
            os.close(fd)
    return results


def main():
    global FILTER, BASELINE, OWN, OURS, PAGE
    persona = libc.personality(0xFFFFFFFF)
    if persona >= 0 and not persona & FIXED_ADDRESSES and libc.personality(persona | FIXED_ADDRESSES) >= 0:
        os.execv(sys.executable, sys.orig_argv)  # the same code prints the same addresses
    os.closerange(3, 256)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    lines = sys.stdin.buffer
    FILTER = base64.b64decode(json.loads(lines.readline())["filter"])
    found = versions()
    if "sympy" in found:
        import sympy.core.random
        warm()
    PAGE = resource.getpagesize()
    with open("/proc/self/statm") as f:
        BASELINE = int(f.read().split()[0]) * PAGE
    OWN = os.open("/proc/self/ns/pid", os.O_RDONLY)
    OURS = {int(name) for name in os.listdir("/proc") if name.isdigit()}
    os.set_inheritable(0, False)
    gc.collect()
    gc.freeze()
    answer = os.fdopen(os.dup(1), "w")
    answer.write(json.dumps({"ready": found}) + "\n")
    answer.flush()
    while line := lines.readline():
        try:
            reply = {"results": converse(json.loads(line))}
        except Exception as e:
            reply = {"fault": type(e).__name__ + ": " + str(e)}
        answer.write(json.dumps(reply) + "\n")
        answer.flush()


__file__ = "<string>"
main()
