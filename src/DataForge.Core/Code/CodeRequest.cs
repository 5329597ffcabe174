using System.Globalization;

namespace DataForge.Core;

/// <summary>How a block is read.</summary>
public enum CodeStyle
{
    /// <summary>As a program: what it prints, and the traceback where it fails. Names live on in the next block.</summary>
    Script,

    /// <summary>As a notebook's cell: a program whose last expression is printed.</summary>
    Notebook,

    /// <summary>
    /// As the executor of Qwen2.5-Math's evaluation: a fresh namespace a block; what was printed where the last line holds <c>print(</c>, else the value of the last line;
    /// the last line of the traceback where it fails, <c>Done</c> where there is no text.
    /// </summary>
    Qwen,
}

/// <summary>What one conversation may use.</summary>
/// <param name="Wall">Time of one block.</param>
/// <param name="MemoryBytes">Private memory of all its processes.</param>
/// <param name="OutputBytes">Bytes that one block may print.</param>
/// <param name="Processes">Processes and threads.</param>
/// <param name="FileBytes">Bytes of all its files, which lie in memory.</param>
public sealed record CodeLimits(TimeSpan Wall, long MemoryBytes = 512L << 20, int OutputBytes = 64 << 10, int Processes = 16, long FileBytes = 16L << 20)
{
    /// <summary>Of Qwen2.5-Math's executor: five seconds.</summary>
    public static CodeLimits Default { get; } = new(TimeSpan.FromSeconds(5));
}

/// <summary>Code to run.</summary>
/// <param name="Blocks">At least one.</param>
public sealed record CodeRequest(IReadOnlyList<string> Blocks, CodeStyle Style, CodeLimits Limits)
{
    /// <summary>32 hex digits over everything that decides the result.</summary>
    public string Id(string version)
    {
        var l = Limits;
        var limits = string.Create(CultureInfo.InvariantCulture, $"{l.Wall.TotalSeconds:R} {l.MemoryBytes} {l.OutputBytes} {l.Processes} {l.FileBytes}");
        return StableHash.Hex128(["execution/1", version, Style.ToString(), limits, .. Blocks]);
    }
}
