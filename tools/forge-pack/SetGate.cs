using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Pack;

/// <summary>When a set is not sealed although every row was read: it would be empty or too small, or nobody said that its rows are all.</summary>
internal static class SetGate
{
    /// <exception cref="ForgeException">--require-complete with inputs of which nothing can be stated.</exception>
    public static void RequireStateable(PackSettings s)
    {
        if (s.RequireComplete && s.Inputs.FirstOrDefault(i => i != "-") is { } file)
            throw new ForgeException($"--require-complete: {file} is a file, of which no tool says that it is complete; read it from the pipe of the tool that writes it");
    }

    /// <summary>True when the tools that wrote standard input said that their rows are all, or --limit was reached before its end.</summary>
    /// <exception cref="ForgeException">Nothing was said, and --require-complete asks for it.</exception>
    public static bool IsComplete(PackSettings s)
    {
        var stated = s.Inputs.All(i => i == "-") && StandardStreams.InputIsPipe && (StandardStreams.InputEnd?.IsStated ?? s.Limit is not null);
        if (s.RequireComplete && !stated) throw new ForgeException("--require-complete: no tool said that the rows of standard input are all; nothing written");
        return stated;
    }

    /// <summary>Why the set is not written; null when it is.</summary>
    /// <param name="read">Rows that came in.</param>
    public static string? Refused(PackSettings s, ShardSet set, long read)
    {
        var why = set.Rows == 0 && !s.AllowEmpty ? read == 0 ? "no rows came in" : $"none of the {read:N0} rows that came in was kept"
            : set.Rows < s.MinRows ? $"{Quantity.Of(set.Rows, "row")}, fewer than --min-rows {s.MinRows}"
            : null;
        return why is null ? null : $"{why}: nothing written{(set.HasEarlier ? "; the earlier set stays" : "")}";
    }
}
