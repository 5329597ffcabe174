using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Pack;

/// <summary>When a set is not sealed although every row was read: it would be empty or too small, or nobody said that its rows are all.</summary>
internal static class SetGate
{
    /// <exception cref="ForgeException">--require-complete with inputs of which nothing can be stated.</exception>
    public static void RequireStateable(PackSettings s)
    {
        if (s.RequireComplete && s.Inputs.FirstOrDefault(i => i != "-" && !StatedFiles.Names(i)) is { } file)
            throw new ForgeException($"--require-complete: {file} is a file, of which nobody says that it is complete; read it from the pipe of the tool that writes it, or pack it in a run (forge run)");
    }

    /// <summary>True when the tools that wrote standard input, or the run that names the files, said that the rows are all; or --limit was reached before their end.</summary>
    /// <exception cref="ForgeException">Nothing was said, and --require-complete asks for it.</exception>
    public static bool IsComplete(PackSettings s, IReadOnlyList<InputRecord> inputs)
    {
        var missing = inputs.FirstOrDefault(i => !IsStated(i, s.Limit is not null));
        if (s.RequireComplete && missing is not null)
            throw new ForgeException(missing.Path == "-" ? "--require-complete: no tool said that the rows of standard input are all; nothing written"
                : $"--require-complete: {missing.Path}: is not the file of which the run said that it is complete; nothing written");
        return missing is null;
    }

    private static bool IsStated(InputRecord input, bool limited) =>
        input.Path == "-" ? StandardStreams.InputIsPipe && (StandardStreams.InputEnd?.IsStated ?? limited)
        : limited ? StatedFiles.Names(input.Path) : StatedFiles.AreAll(input.Path, input.Sha256);

    /// <summary>Why the set is not written; null when it is.</summary>
    /// <param name="rows">Rows to write.</param>
    /// <param name="hasEarlier">Whether an earlier set lies there.</param>
    /// <param name="read">Rows that came in.</param>
    public static string? Refused(PackSettings s, long rows, bool hasEarlier, long read)
    {
        var why = rows == 0 && !s.AllowEmpty ? read == 0 ? "no rows came in" : $"none of the {read:N0} rows that came in was kept"
            : rows < s.MinRows ? $"{Quantity.Of(rows, "row")}, fewer than --min-rows {s.MinRows}"
            : null;
        return why is null ? null : $"{why}: nothing written{(hasEarlier ? "; the earlier set stays" : "")}";
    }
}
