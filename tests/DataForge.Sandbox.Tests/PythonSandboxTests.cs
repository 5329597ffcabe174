using System.Diagnostics;
using DataForge.Core;

namespace DataForge.Sandbox.Tests;

public sealed class PythonSandboxTests(SandboxFixture fixture)
{
    private static readonly CodeLimits Limits = new(TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData("print(1)\nprint('é')", ExecutionStatus.Ok, "1\né\n")]
    [InlineData("1 + 1", ExecutionStatus.Ok, "")]
    [InlineData("import sys\nprint('a', file=sys.stderr)\nprint('b')", ExecutionStatus.Ok, "a\nb\n")]
    [InlineData("import sys\nsys.exit()", ExecutionStatus.Ok, "")]
    [InlineData("import sys\nsys.exit(2)", ExecutionStatus.Error, "")]
    [InlineData("import sys\nsys.exit('bad')", ExecutionStatus.Error, "bad\n")]
    [InlineData("input()", ExecutionStatus.Error, "Traceback (most recent call last):\n  File \"<code>\", line 1, in <module>\n    input()\nEOFError: EOF when reading a line\n")]
    [InlineData("x = bytearray(1 << 30)", ExecutionStatus.Memory, "Traceback (most recent call last):\n  File \"<code>\", line 1, in <module>\n    x = bytearray(1 << 30)\n        ^^^^^^^^^^^^^^^^^^\nMemoryError\n")]
    [InlineData("import os\nos._exit(3)", ExecutionStatus.Error, "the interpreter ended with exit code 3\n")]
    [InlineData("import ctypes\nctypes.string_at(0)", ExecutionStatus.Error, "the interpreter was killed by SIGSEGV\n")]
    [InlineData("if __name__ == '__main__':\n    print('main')", ExecutionStatus.Ok, "main\n")]
    [InlineData("def f(:\n  pass", ExecutionStatus.Error, "  File \"<code>\", line 1\n    def f(:\n          ^\nSyntaxError: invalid syntax\n")]
    [InlineData("from sympy import *\nx = symbols('x')\nprint(solve(x**2 - 5*x + 6, x))", ExecutionStatus.Ok, "[2, 3]\n")]
    [InlineData("print('\\ud800')", ExecutionStatus.Ok, "?\n")]
    [InlineData("import os\nos.write(1, b'\\xff\\n')", ExecutionStatus.Ok, "\uFFFD\n")]
    [InlineData("import threading\nt = threading.Thread(target=lambda: print('thread'))\nt.start(); t.join()", ExecutionStatus.Ok, "thread\n")]
    [InlineData("import os\nif os.fork() == 0:\n    print('child', flush=True)\n    os._exit(0)\nos.wait()\nprint('parent')", ExecutionStatus.Ok, "child\nparent\n")]
    [InlineData("import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()\nprint('main')", ExecutionStatus.Ok, "main\nlate\n")]
    [InlineData("import atexit\natexit.register(print, 'bye')\nprint('main')", ExecutionStatus.Ok, "main\nbye\n")]
    [InlineData("import atexit\natexit.register(print, 'bye')\nraise SystemExit('stop')", ExecutionStatus.Error, "stop\nbye\n")]
    [InlineData("import threading\nthreading.Thread(target=lambda: 1 / 0, daemon=True).start()\nprint('main')", ExecutionStatus.Ok, null)]
    public async Task A_script_gives_what_it_prints(string code, ExecutionStatus status, string? output)
    {
        var result = await Run(code);
        Assert.Equal((status, output is null ? null : Normal(output)), (result.Status, output is null ? null : Normal(result.Output)));
    }

    /// <summary>The reply's pipe is open to the code, which is written to it by number.</summary>
    [Theory]
    [InlineData("ok")]
    [InlineData("error")]
    [InlineData("memory")]
    [InlineData("!OSError: no mount")]
    [InlineData("0123456789abcdef0123456789abcdef ok")]
    public async Task What_code_writes_to_its_runners_pipe_is_no_reply(string word)
    {
        var result = await Run($"import os\nfor fd in range(3, 64):\n    try:\n        os.write(fd, b'{word}\\n')\n    except OSError:\n        pass\n1/0");
        Assert.Equal((ExecutionStatus.Error, true), (result.Status, result.Output.Contains("the interpreter's reply was not understood", StringComparison.Ordinal) || result.Output.Contains("ZeroDivisionError", StringComparison.Ordinal)));
        Assert.Equal((ExecutionStatus.Ok, "4\n"), ((await Run("print(4)")).Status, (await Run("print(4)")).Output));
    }

    [Fact]
    public async Task Code_that_is_nested_too_deep_for_the_compiler_is_an_error_and_not_a_lack_of_memory()
    {
        var result = await Run("print(" + new string('-', 50_000) + "1)");
        Assert.Equal(ExecutionStatus.Error, result.Status);
        Assert.NotEqual("", result.Output);
    }

    /// <summary>Marks under a traceback's lines came with Python 3.11.</summary>
    private static string Normal(string text) => string.Join('\n', text.Split('\n').Where(l => l.Trim().Trim('^', '~') is { Length: > 0 }));

    [Fact]
    public async Task Names_live_on_in_a_conversation_and_not_beyond()
    {
        var results = await fixture.Own.Run(new CodeRequest(["x = 3\nprint(x)", "print(x + 1)", "1/0", "print(x)"], CodeStyle.Script, Limits), CancellationToken.None);
        Assert.Equal(["3\n", "4\n", "3\n"], new[] { results[0].Output, results[1].Output, results[3].Output });
        Assert.Equal([ExecutionStatus.Ok, ExecutionStatus.Ok, ExecutionStatus.Error, ExecutionStatus.Ok], results.Select(r => r.Status));
        Assert.EndsWith("ZeroDivisionError: division by zero\n", results[2].Output, StringComparison.Ordinal);
        Assert.EndsWith("NameError: name 'x' is not defined\n", (await Run("print(x)")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_after_the_end_of_the_interpreter_are_refused()
    {
        var results = await fixture.Own.Run(new CodeRequest(["print(1)", "while True: pass", "print(2)"], CodeStyle.Script, Limits with { Wall = TimeSpan.FromSeconds(0.3) }), CancellationToken.None);
        Assert.Equal([ExecutionStatus.Ok, ExecutionStatus.Timeout, ExecutionStatus.Refused], results.Select(r => r.Status));
    }

    [Theory]
    [InlineData("x = 3\nx", "3\n")]
    [InlineData("print(1)\n'a' ;", "1\n'a'\n")]
    [InlineData("x = 3", "")]
    [InlineData("None", "")]
    [InlineData("y = 'é'; (y +\n 'z')", "'éz'\n")]
    public async Task A_notebook_cell_prints_its_last_expression(string code, string output) =>
        Assert.Equal(output, (await fixture.Own.Run(new CodeRequest([code], CodeStyle.Notebook, Limits), CancellationToken.None))[0].Output);

    [Theory]
    [InlineData("print(5)", ExecutionStatus.Ok, "5")]
    [InlineData("x = 3\nx + 1", ExecutionStatus.Ok, "4")]
    [InlineData("print(7)\nx = 2\nx", ExecutionStatus.Ok, "2")] // what an evaluated program prints is not its result
    [InlineData("for i in range(3):\n  print(i)", ExecutionStatus.Ok, "0\n1\n2")]
    [InlineData("x = 3\nprint()", ExecutionStatus.Ok, "Done")]
    [InlineData("x = 3\nNone", ExecutionStatus.Ok, "None")]
    [InlineData("x = 1", ExecutionStatus.Error, "SyntaxError: invalid syntax")]
    [InlineData("", ExecutionStatus.Error, "SyntaxError: invalid syntax")]
    [InlineData("x = input()\nprint(x)", ExecutionStatus.Error, "RuntimeError")]
    [InlineData("print(1/0)", ExecutionStatus.Error, "ZeroDivisionError: division by zero")]
    [InlineData("raise ValueError('a\\nb')\nprint(1)", ExecutionStatus.Error, "b")]
    [InlineData("print(x)", ExecutionStatus.Error, "NameError: name 'x' is not defined")]
    [InlineData("if __name__ == '__main__':\n    print('main')", ExecutionStatus.Ok, "Done")] // the executor's namespace has no name
    [InlineData("(lambda: 1)", ExecutionStatus.Error, null)] // results must pickle
    public async Task Qwens_executor_gives_the_text_of_its_last_line(string code, ExecutionStatus status, string? output)
    {
        var result = (await fixture.Own.Run(new CodeRequest([code], CodeStyle.Qwen, Limits), CancellationToken.None))[0];
        Assert.Equal(status, result.Status);
        if (output is not null) Assert.Equal(output, result.Output);
        else Assert.Contains("pickle", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Qwens_blocks_know_nothing_of_each_other()
    {
        var results = await fixture.Own.Run(new CodeRequest(["x = 1\nprint(x)", "print(x)"], CodeStyle.Qwen, Limits), CancellationToken.None);
        Assert.Equal(["1", "NameError: name 'x' is not defined"], results.Select(r => r.Output));
    }

    [Theory]
    [InlineData("while True: pass", ExecutionStatus.Timeout)]
    [InlineData("import time\nprint('so far', flush=True)\ntime.sleep(60)", ExecutionStatus.Timeout)]
    public async Task A_limit_of_time_holds(string code, ExecutionStatus status)
    {
        await Run("");
        var clock = Stopwatch.StartNew();
        var result = await Run(code, Limits with { Wall = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(status, result.Status);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), clock.Elapsed.ToString());
        if (code.Contains("so far", StringComparison.Ordinal)) Assert.Equal("so far\n", result.Output);
    }

    [Fact]
    public async Task Output_is_cut_at_its_limit()
    {
        var result = await Run("print('x' * 5000)", Limits with { OutputBytes = 1000 });
        Assert.Equal((ExecutionStatus.OutputLimit, new string('x', 1000)), (result.Status, result.Output));
        Assert.Equal(ExecutionStatus.Ok, (await Run("print('x' * 999)", Limits with { OutputBytes = 1000 })).Status);
    }

    [Fact]
    public async Task What_is_too_long_is_refused_unrun()
    {
        Assert.Equal(ExecutionStatus.Refused, (await Run(new string(' ', PythonSandbox.MostCharacters + 1))).Status);
        var results = await fixture.Own.Run(new CodeRequest([.. Enumerable.Repeat("1", PythonSandbox.MostBlocks + 1)], CodeStyle.Script, Limits), CancellationToken.None);
        Assert.All(results, r => Assert.Equal(ExecutionStatus.Refused, r.Status));
    }

    [Fact]
    public async Task The_same_code_prints_the_same_again()
    {
        const string Code = "import random\nprint(random.random(), hash('a'), {'x', 'y', 'z'}, object(), lambda: 1, id(random))";
        var first = await Run(Code);
        await Run("while True: print('x' * 1000)");
        for (var i = 0; i < 8; i++) Assert.Equal(first.Output, (await Run(Code)).Output);
    }

    [Fact]
    public async Task A_killed_interpreter_is_replaced()
    {
        await using var sandbox = await PythonSandbox.Open(1, CancellationToken.None);
        using (var process = Process.GetProcessById(sandbox.ProcessIds[0]))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.Equal("1\n", (await sandbox.Run(new CodeRequest(["print(1)"], CodeStyle.Script, Limits), CancellationToken.None))[0].Output);
    }

    [Fact]
    public async Task A_cancelled_run_ends_at_once()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Own.Run(new CodeRequest(["while True: pass"], CodeStyle.Script, Limits), stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1.5), clock.Elapsed.ToString());
    }

    [Theory]
    [InlineData("bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.", "it needs user namespaces")]
    [InlineData("bwrap: setting up uid map: Permission denied", "it needs user namespaces")]
    [InlineData("ModuleNotFoundError: No module named 'json'", "No module named 'json'")]
    public void What_keeps_it_from_starting_is_said(string said, string told)
    {
        var message = SandboxFault.From(said).Message;
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.Equal(told.Contains("needs", StringComparison.Ordinal), message.Contains("in a sandbox or not at all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_is_called_with_texts_and_its_values_are_described()
    {
        string[] blocks = ["import re\nseen = []\ndef evaluate(response):\n    print('noise')\n    seen.append(response)\n    return [len(seen), None, 'word', True, {}, 0.5][len(seen) - 1]", "a", "b", "c", "d", "e", "f", "g"];
        var results = await fixture.Own.Run(new CodeRequest(blocks, CodeStyle.Function, Limits) { Modules = ["re"] }, CancellationToken.None);
        Assert.Equal(
            [
                """{"kind": "none", "truth": false}""", """{"kind": "number", "truth": true, "number": 1}""", """{"kind": "none", "truth": false}""", """{"kind": "text", "truth": true, "text": "word"}""",
                """{"kind": "bool", "truth": true, "number": 1}""", """{"kind": "other", "truth": false}""", """{"kind": "number", "truth": true, "number": 0.5}""", "IndexError: list index out of range",
            ],
            results.Select(r => r.Output));
        Assert.Equal(ExecutionStatus.Error, results[^1].Status);
    }

    [Theory]
    [InlineData("import os", "module os is not allowed")]
    [InlineData("try:\n    import socket\nexcept ImportError:\n    pass", "module socket is not allowed")]
    [InlineData("try:\n    open('/tmp/x', 'w')\nexcept Exception:\n    pass", "open is not allowed")]
    [InlineData("eval('__import__(\"sys\")')", "module sys is not allowed")]
    public async Task Code_that_wants_another_module_or_a_file_is_refused_even_where_it_hides_the_error(string code, string said)
    {
        var request = new CodeRequest([code + "\ndef evaluate(response):\n    return True"], CodeStyle.Function, Limits) { Modules = ["re", "json"] };
        var result = (await fixture.Own.Run(request, CancellationToken.None))[0];
        Assert.Equal((ExecutionStatus.Refused, said), (result.Status, result.Output));
        Assert.Equal(ExecutionStatus.Refused, (await fixture.Own.Run(request with { Style = CodeStyle.Script }, CancellationToken.None))[0].Status);
    }

    private async Task<Execution> Run(string code, CodeLimits? limits = null) => (await fixture.Own.Run(new CodeRequest([code], CodeStyle.Script, limits ?? Limits), CancellationToken.None))[0];
}
