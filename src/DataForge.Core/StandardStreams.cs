namespace DataForge.Core;

/// <summary>The reader of our standard output went away. Not an error: the tool ends quietly with 0 and its side files stay <c>.part</c>.</summary>
public sealed class ClosedPipeException : Exception
{
    public ClosedPipeException() : base("standard output was closed by its reader") { }

    public ClosedPipeException(string message) : base(message) { }

    public ClosedPipeException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>The process's data streams. Standard output carries data only, so a tool that fails marks it as unfinished.</summary>
public static class StandardStreams
{
    private const int BrokenPipe = 32;

    private static bool _outputOpened;

    /// <summary>Ends reads of standard input that wait. Set once, before any input is opened.</summary>
    public static CancellationToken Interrupt { get; set; }

    public static Stream OpenInput() => new InputStream(Interrupt);

    public static Stream OpenOutput()
    {
        _outputOpened = true;
        return new PipeStream();
    }

    /// <summary>Ends standard output with an unfinished line, so that the next tool in the pipe stops too instead of sealing a partial result.</summary>
    /// <remarks>Writes nothing where the tool had not begun to write data, so a bad flag leaves standard output empty, and nothing to a terminal.</remarks>
    /// <param name="cause">The tool that failed and why.</param>
    public static void MarkUnfinished(string cause)
    {
        if (!_outputOpened || !Console.IsOutputRedirected) return;
        try
        {
            using var output = new PipeStream();
            output.Write(UnfinishedMark.Of(cause));
            output.Flush();
        }
        catch (IOException)
        {
            // The reader is gone as well; there is nobody left to tell.
        }
    }

    /// <summary>True for the errors that a closed pipe gives on write.</summary>
    public static bool IsClosedPipe(IOException e) => e.HResult == BrokenPipe;
}
