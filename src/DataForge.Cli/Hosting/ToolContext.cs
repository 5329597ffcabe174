namespace DataForge.Cli;

/// <summary>What a run gets besides its options.</summary>
/// <param name="Tool">The tool's name, as it stands before its messages.</param>
/// <param name="Quiet">Only errors are said.</param>
/// <param name="Time">The clock; tests may hand in another.</param>
/// <param name="Cancel">Set by Ctrl-C and by termination.</param>
public sealed record ToolContext(string Tool, bool Quiet, TimeProvider Time, CancellationToken Cancel) : Core.IRunReport
{
    /// <summary>Text on standard error, quiet or not.</summary>
    public void Write(string text) => Console.Error.Write(text);

    /// <summary>A line on standard error, unless quiet.</summary>
    public void Say(string message)
    {
        if (!Quiet) Console.Error.WriteLine(Core.Printable.Escape($"{Tool}: {message}"));
    }

    /// <summary>A line about what did not go as it should, unless quiet.</summary>
    public void Warn(string message) => Say(message);

    /// <summary>The verdict of a gate that failed; quiet does not silence it.</summary>
    public void Gate(string message) => Console.Error.WriteLine(Core.Printable.Escape($"{Tool}: gate failed: {message}"));

    /// <param name="share">How much is done, in [0, 1]; null where that is not known.</param>
    public Core.IRunProgress Begin(string unit, Func<double?> share) => new Progress(Tool, unit, null, Quiet, Time, share);

    /// <inheritdoc/>
    public Core.IRunProgress Begin(string unit, Func<long?>? total = null) => new Progress(Tool, unit, total, Quiet, Time);
}
