namespace DataForge.Cli;

/// <summary>What a run gets besides its options.</summary>
/// <param name="Tool">The tool's name, as it stands before its messages.</param>
/// <param name="Quiet">Only errors are said.</param>
/// <param name="Time">The clock; tests may hand in another.</param>
/// <param name="Cancel">Set by Ctrl-C and by termination.</param>
public sealed record ToolContext(string Tool, bool Quiet, TimeProvider Time, CancellationToken Cancel)
{
    /// <summary>A line on standard error, unless quiet.</summary>
    public void Say(string message)
    {
        if (!Quiet) Console.Error.WriteLine(Core.Printable.Escape($"{Tool}: {message}"));
    }

    /// <summary>A line on standard error that quiet does not silence.</summary>
    public void Warn(string message) => Console.Error.WriteLine(Core.Printable.Escape($"{Tool}: {message}"));

    /// <param name="unit">What is counted: <c>problems</c>.</param>
    /// <param name="total">How many there will be, where known; gives an ETA.</param>
    public Progress Progress(string unit, long? total = null) => new(Tool, unit, total, Quiet, Time);
}
