namespace DataForge.Core;

/// <summary>How a block ended.</summary>
public enum ExecutionStatus
{
    Ok,

    /// <summary>An exception, or the interpreter ended.</summary>
    Error,

    /// <summary>Killed at its time limit.</summary>
    Timeout,

    /// <summary>Out of memory, by its own exception or killed.</summary>
    Memory,

    /// <summary>Killed for printing too much.</summary>
    OutputLimit,

    /// <summary>Not run.</summary>
    Refused,
}

/// <summary>What came of one block.</summary>
/// <param name="Output">What it printed, standard error and traceback included, up to the limit; bytes that are no UTF-8 as U+FFFD.</param>
/// <param name="Seconds">Wall time; the one part that differs from run to run.</param>
public sealed record Execution(ExecutionStatus Status, string Output, double Seconds)
{
    /// <summary>As it stands in rows: <c>ok</c>, <c>error</c>, <c>timeout</c>, <c>memory</c>, <c>output_limit</c>, <c>refused</c>.</summary>
    public string StatusName => NameOf(Status);

    public static string NameOf(ExecutionStatus status) => status == ExecutionStatus.OutputLimit ? "output_limit" : status.ToString().ToLowerInvariant();

    /// <summary>Null for a name that is none.</summary>
    public static ExecutionStatus? StatusOf(string name) =>
        Enum.GetValues<ExecutionStatus>().Where(s => NameOf(s) == name).Select(s => (ExecutionStatus?)s).FirstOrDefault();
}
