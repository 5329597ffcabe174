namespace DataForge.Core;

/// <summary>The reader of our standard output went away. Not an error: the tool ends quietly with 0 and its side files stay <c>.part</c>.</summary>
public sealed class ClosedPipeException : Exception
{
    public ClosedPipeException() : base("standard output was closed by its reader") { }

    public ClosedPipeException(string message) : base(message) { }

    public ClosedPipeException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>The process's data streams. Standard output carries data only; whether it is complete is said beside it (<see cref="Completion"/>).</summary>
public static class StandardStreams
{
    /// <summary>Ends reads of standard input that wait. Set once, before any input is opened.</summary>
    public static CancellationToken Interrupt { get; set; }

    /// <summary>Bytes written to standard output by this process.</summary>
    public static long BytesWritten { get; internal set; }

    /// <summary>Line feeds among them.</summary>
    public static long LinesWritten { get; internal set; }

    /// <summary>What is known of standard input's writers; null while its end has not been read.</summary>
    public static PipeEnd? InputEnd { get; internal set; }

    /// <summary>True when standard input is a pipe.</summary>
    public static bool InputIsPipe { get; } = FileStatus.Of(0) is { IsPipe: true };

    public static Stream OpenInput() => new InputStream(Interrupt);

    public static Stream OpenOutput() => new PipeStream();
}
