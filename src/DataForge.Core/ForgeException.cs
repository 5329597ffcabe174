namespace DataForge.Core;

/// <summary>The one error that the user can mend: a flag, an input, an endpoint, a disk. Its message is whole and is shown alone.</summary>
/// <remarks>ToolHost turns it into exit code 2. Anything else that escapes is our bug and exits with 70.</remarks>
public sealed class ForgeException : Exception
{
    public ForgeException(string message) : base(message) { }

    public ForgeException(string message, Exception inner) : base(message, inner) { }

    /// <summary>A record that cannot be read: <c>train.jsonl:812: expected …</c>.</summary>
    /// <param name="line">Counted from 1.</param>
    public static ForgeException BadRecord(string path, long line, string problem) => new($"{Name(path)}:{line}: {problem}") { IsBadRecord = true };

    /// <summary>What messages call an input: its path, or <c>standard input</c> for <c>-</c>.</summary>
    public static string Name(string path) => path == "-" ? "standard input" : path;

    /// <summary>What an earlier tool of the pipe stopped for, where this is only its consequence: the next tool is told that.</summary>
    public string? Cause { get; init; }

    /// <summary>True when one record is at fault, so that a budget of bad records may pass over it.</summary>
    public bool IsBadRecord { get; private init; }
}
