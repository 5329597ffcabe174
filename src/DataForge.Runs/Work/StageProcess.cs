using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using DataForge.Core;

namespace DataForge.Runs.Work;

/// <summary>A program under way: no shell, standard input fed from files or empty, what it prints kept in files.</summary>
internal static partial class StageProcess
{
    private const int Terminate = 15;
    private const int MostLog = 1 << 20;
    private const int Tail = 2000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <param name="feed">Files for standard input, one behind the other.</param>
    /// <param name="output">Where standard output goes.</param>
    /// <param name="log">Where standard error goes: its first mebibyte.</param>
    /// <param name="mark">By which <see cref="Orphans"/> know it.</param>
    /// <param name="stated">A list of inputs that are complete (<see cref="StatedFiles"/>); null where nothing is stated.</param>
    /// <returns>The exit code (above 128 for a signal) and the end of what it said.</returns>
    /// <exception cref="ForgeException">It cannot be started.</exception>
    public static async Task<(int Code, string Said)> Run(string program, IEnumerable<string> words, string folder, IReadOnlyList<string> feed, string output, string log, string mark, string? stated, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment[Orphans.Variable] = mark;
        start.Environment.Remove(StatedFiles.Variable); // of a run that started this one
        if (stated is not null) start.Environment[StatedFiles.Variable] = stated;
        foreach (var path in new[] { output, log }) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var process = Begin(start, program);
        using var stop = cancel.Register(() => _ = kill(process.Id, Terminate));
        var said = Log(process.StandardError.BaseStream, log);
        var kept = Keep(process.StandardOutput.BaseStream, output);
        var fed = Feed(process, feed, cancel);
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            using var patience = new CancellationTokenSource(Grace);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        await fed;
        await kept;
        return (process.ExitCode, await said);
    }

    private static Process Begin(ProcessStartInfo start, string program)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ForgeException($"{program}: cannot be started: {e.Message}", e);
        }
    }

    private static async Task Feed(Process process, IReadOnlyList<string> files, CancellationToken cancel)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            foreach (var path in files)
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
                await file.CopyToAsync(input, 1 << 16, cancel);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A program may stop before it has read everything; its exit code says whether that was meant.
        }
    }

    private static async Task Keep(Stream from, string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        await from.CopyToAsync(file, 1 << 16, CancellationToken.None);
        file.Flush(flushToDisk: true);
    }

    private static async Task<string> Log(Stream from, string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 14];
        var tail = Array.Empty<byte>();
        for (int read; (read = await from.ReadAsync(buffer)) > 0;)
        {
            if (file.Length < MostLog) await file.WriteAsync(buffer.AsMemory(0, read));
            tail = [.. tail, .. buffer.AsSpan(0, read)];
            if (tail.Length > Tail) tail = tail[^Tail..];
        }

        return Encoding.UTF8.GetString(tail).TrimEnd();
    }

    /// <summary>Asks a process to end, and makes it after a while.</summary>
    public static void Stop(Process process)
    {
        if (process.HasExited) return;
        _ = kill(process.Id, Terminate);
        if (process.WaitForExit(Grace)) return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
