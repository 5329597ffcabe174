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

    /// <summary>
    /// As a function: the first block defines <c>evaluate</c>, and each further block is a text that it is called with. The output is a JSON object that describes the value (<see cref="FunctionValue"/>);
    /// what the code prints goes nowhere.
    /// </summary>
    Function,
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
    /// <summary>Modules that code may import, the only ones; null sets no bound. Files cannot be opened then either. A block that tries is refused, whatever it makes of the error; Qwen's style sets no bound.</summary>
    /// <remarks>A rule on what code may be good for; what contains it is the sandbox.</remarks>
    public IReadOnlyList<string>? Modules { get; init; }

    /// <summary>32 hex digits over everything that decides the result.</summary>
    public string Id(string version)
    {
        var l = Limits;
        var limits = string.Create(CultureInfo.InvariantCulture, $"{l.Wall.TotalSeconds:R} {l.MemoryBytes} {l.OutputBytes} {l.Processes} {l.FileBytes}");
        string[] modules = Modules is null ? [] : [string.Join(',', Modules)];
        return StableHash.Hex128([modules.Length == 0 ? "execution/1" : "execution/2", version, Style.ToString(), limits, .. modules, .. Blocks]);
    }
}
