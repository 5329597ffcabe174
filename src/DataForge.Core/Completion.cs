using System.Text;

namespace DataForge.Core;

/// <summary>Completion of a pipe, said beside the data: a producer registers under the pipe as its first act and states its end as its last; the consumer looks that up when the pipe has ended.</summary>
/// <remarks>
/// A registration without a statement is a tool that was killed. Nothing registered is a file or a foreign program. Several producers may write to one pipe one after the other;
/// bytes are counted, so that a foreign program among them is noticed. Not guarded: a tool that is killed before its first act, which then has written nothing;
/// a foreign program between two tools that fails; an environment in which the two sides have different runtime folders.
/// </remarks>
public static class Completion
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3); // a registration that no tool of ours has asked for
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    private static string? _file;
    private static string _tool = "";

    /// <summary>Registers this process under the pipe that its standard output is; nothing where that is no pipe.</summary>
    public static void Register(string tool)
    {
        _tool = tool;
        if (FileStatus.Of(1) is { IsPipe: true } output) RegisterUnder(output);
        if (FileStatus.Of(0) is { IsPipe: true } input) PipeFolder.ForgetEarlier(input);
    }

    private static void RegisterUnder(FileStatus output)
    {
        try
        {
            if (PipeFolder.Of(output) is not { } folder) return;
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, PipeFolder.Self());
            File.WriteAllText(file, _tool + "\n"); // one that is there is our own, left by the program which became this one
            _file = file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be registered the consumer takes the rows as foreign.
        }
    }

    /// <summary>States that everything was written. The tool's last act.</summary>
    public static void Complete() =>
        State(Registration.Complete(StandardStreams.BytesWritten, StandardStreams.LinesWritten, StandardStreams.InputEnd is not { IsStated: false } || !StandardStreams.InputIsPipe));

    /// <summary>The pipe's reader went away: there is nobody left to tell.</summary>
    public static void Withdraw()
    {
        if (Interlocked.Exchange(ref _file, null) is not { } file) return;
        try
        {
            File.Delete(file);
            PipeFolder.RemoveEmpty(Path.GetDirectoryName(file)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Swept later.
        }
    }

    /// <summary>States why what was written is not all.</summary>
    public static void Fail(string cause) => State(Registration.Failed(cause));

    private static void State(string line)
    {
        if (Interlocked.Exchange(ref _file, null) is not { } file) return;
        try
        {
            File.AppendAllText(file, line);
            PipeFolder.Sweep(Kept, BetweenSweeps);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Unsaid counts as not complete.
        }
    }

    /// <summary>What the producers of an ended pipe said. Their registrations go: the pipe has no writer any more.</summary>
    /// <param name="bytesRead">From the pipe, by this process.</param>
    internal static PipeEnd LookUp(FileStatus pipe, long bytesRead)
    {
        if (PipeFolder.Of(pipe) is not { } folder || !Directory.Exists(folder)) return PipeEnd.NotStated;
        try
        {
            var own = PipeFolder.Self();
            var files = Directory.GetFiles(folder).Where(f => Path.GetFileName(f) != own).Order(StringComparer.Ordinal).ToArray();
            var found = files.Select(f => Registration.Parse(File.ReadAllText(f, Encoding.UTF8))).ToArray();
            foreach (var file in files) File.Delete(file);
            PipeFolder.RemoveEmpty(folder);
            if (found.Where(r => r.Bytes is null).OrderBy(r => r.Failure is null).FirstOrDefault() is { } missing) return new PipeEnd(false, missing.Cause);
            return new PipeEnd(found.Length > 0 && found.All(r => r.IsStated) && found.Sum(r => r.Bytes!.Value) == bytesRead, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PipeEnd(false, $"{_tool}: cannot read whether its input is complete: {e.Message}");
        }
    }
}
