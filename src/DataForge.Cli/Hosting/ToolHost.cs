using System.Globalization;
using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Cli;

/// <summary>The frame around every tool: culture, signals, errors and the exit code. Only here is everything caught.</summary>
public static partial class ToolHost
{
    private static bool _saidInterrupted;

    /// <summary>Runs a tool that has no commands.</summary>
    public static Task<int> Run(string[] args, Tool tool) => Guard(tool.Name, args, () => (tool, args));

    /// <summary>Runs one of a tool's commands: <c>forge-model import …</c>.</summary>
    public static Task<int> Run(string[] args, string name, string purpose, IReadOnlyList<Tool> commands)
    {
        if (args is [])
        {
            Console.SetError(new ErrorWriter());
            Console.Error.Write(HelpPage.For(name, purpose, commands));
            Completion.Fail($"{name}: expected a command");
            return Task.FromResult((int)ExitCode.CouldNotRun);
        }

        if (args[0] is "--help" or "-h" or "help") return Task.FromResult(Print(HelpPage.For(name, purpose, commands)));
        if (args[0] == "--describe") return Task.FromResult(Print(string.Concat(commands.Select(c => DescribePage.For(c) + "\n"))));
        return Guard(name, args, () =>
        {
            if (args[0] == "--version") return (commands[0], args);
            var chosen = commands.FirstOrDefault(c => c.Name == $"{name} {args[0]}")
                ?? throw new ForgeException($"expected a command ({string.Join(", ", commands.Select(c => c.Name[(name.Length + 1)..]))}), found \"{args[0]}\"{(Nearest.To(args[0], commands.Select(c => c.Name[(name.Length + 1)..])) is { } near ? $"; did you mean {near}?" : "")}");
            return (chosen, args[1..]);
        });
    }

    /// <summary>Runs a tool that does one thing by itself and has commands besides: <c>forge-eval …</c>, <c>forge-eval join …</c>.</summary>
    public static Task<int> Run(string[] args, Tool own, params Tool[] commands) =>
        args is [var first, ..] && (first == "--describe" || commands.Any(c => c.Name == $"{own.Name} {first}")) ? Run(args, own.Name, own.Purpose, [own, .. commands]) : Run(args, own);

    private static async Task<int> Guard(string name, string[] args, Func<(Tool Tool, string[] Args)> choose)
    {
        Console.SetError(new ErrorWriter());
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        Notices.SendTo(m => Say($"{name}: {m}")); // quiet does not silence what is left out
        using var interrupt = new CancellationTokenSource();
        try
        {
            var (tool, rest) = choose();
            var flags = rest.TakeWhile(a => a != "--").ToList();
            if (flags.Any(a => a is "--help" or "-h")) return Print(HelpPage.For(tool));
            if (flags.Contains("--version")) return Print($"{name} {Tool.Version}\n");
            if (flags.Contains("--describe")) return Print(DescribePage.For(tool) + "\n");
            StandardStreams.Interrupt = interrupt.Token;
            using var int2 = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, name, interrupt));
            using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, name, interrupt));
            var parsed = CommandLineReader.Read(tool, rest);
            RecordLimit.Bytes = parsed.GetOrDefault(InputOutputOptions.MaxRecordBytes);
            var code = await tool.Run(parsed, new ToolContext(name, parsed.Get(StandardOptions.Quiet), TimeProvider.System, interrupt.Token));
            if (code is ExitCode.Ok or ExitCode.GateFailed) Completion.Complete();
            else Completion.Fail($"{name}: ended with {(int)code}");
            return (int)code;
        }
        catch (Exception e) when (Innermost(e) is ClosedPipeException)
        {
            Completion.Withdraw();
            return (int)ExitCode.Ok;
        }
        catch (Exception e) when (interrupt.IsCancellationRequested && Innermost(e) is OperationCanceledException or ForgeException)
        {
            SayInterrupted(name);
            return (int)ExitCode.Interrupted;
        }
        catch (Exception e) when (Innermost(e) is ForgeException mend)
        {
            Completion.Fail(mend.Cause ?? $"{name}: {mend.Message}");
            foreach (var line in mend.Message.Split('\n')) Say($"{name}: {line}");
            return (int)ExitCode.CouldNotRun;
        }
        catch (Exception e) when ((MemoryLimit.Explain(Innermost(e)) ?? DiskFault.Explain(Innermost(e))) is { } ofTheMachine)
        {
            Completion.Fail($"{name}: {ofTheMachine}");
            Say($"{name}: {ofTheMachine}");
            return (int)ExitCode.CouldNotRun;
        }
#pragma warning disable CA1031 // the one place that catches everything: a bug must not look like a bad flag
        catch (Exception e)
#pragma warning restore CA1031
        {
            Completion.Fail($"{name}: internal error: {e.Message}");
            Say($"{name}: this is a bug in {name} {Tool.Version}; please report it with the command line and this trace\n{e}");
            return (int)ExitCode.Bug;
        }
    }

    private static Exception Innermost(Exception e) => e switch
    {
        AggregateException { InnerExceptions.Count: > 0 } many => Innermost(many.InnerExceptions[0]),
        TypeInitializationException { InnerException: { } inner } => Innermost(inner),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Innermost(inner),
        _ => e,
    };

    /// <summary>A page is no row, but a complete output all the same.</summary>
    private static int Print(string text)
    {
        try
        {
            using var output = StandardStreams.OpenOutput();
            output.Write(System.Text.Encoding.UTF8.GetBytes(text));
            Completion.Complete();
        }
        catch (Exception e) when (e is IOException or ClosedPipeException)
        {
            Completion.Withdraw(); // a pager that was closed has seen enough
        }

        return (int)ExitCode.Ok;
    }

    private static void Say(string line) => Console.Error.WriteLine(Printable.Escape(line));

    /// <summary>Once, whether the run stopped by itself or the watchdog ends it.</summary>
    private static void SayInterrupted(string name)
    {
        if (Interlocked.Exchange(ref _saidInterrupted, true)) return;
        Completion.Fail($"{name}: interrupted");
        Say($"{name}: interrupted; only .part files remain");
    }

    /// <summary>The first signal asks the run to stop; a run that has not stopped five seconds later, or a second signal, ends the process.</summary>
    private static void Stop(PosixSignalContext signal, string name, CancellationTokenSource interrupt)
    {
        if (interrupt.IsCancellationRequested) return; // not cancelled: the default action ends the process
        signal.Cancel = true;
        var watchdog = new Thread(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(5));
            SayInterrupted(name);
            EndNow((int)ExitCode.Interrupted);
        })
        { IsBackground = true };
        watchdog.Start();
        interrupt.Cancel();
    }

    /// <summary>_exit(2): a stage that ignores cancellation, within native code perhaps, must neither outlive Ctrl-C nor crash in exit handlers that pull its libraries away.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);
}
