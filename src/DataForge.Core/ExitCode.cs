namespace DataForge.Core;

/// <summary>What a tool's process returns. grep's 0/1/2, with 70 so that a bug never looks like a bad flag.</summary>
public enum ExitCode
{
    /// <summary>Ran; every gate held. Rejected rows are normal.</summary>
    Ok = 0,

    /// <summary>Ran to the end, output is valid, but a gate failed.</summary>
    GateFailed = 1,

    /// <summary>Did not run to the end; the user can mend it.</summary>
    CouldNotRun = 2,

    /// <summary>Our bug; the stack trace is printed.</summary>
    Bug = 70,

    /// <summary>Stopped by a signal; only <c>.part</c> files remain.</summary>
    Interrupted = 130,
}
