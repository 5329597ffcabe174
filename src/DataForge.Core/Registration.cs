using System.Globalization;
using System.Text;

namespace DataForge.Core;

/// <summary>What one producer has said of itself: its name at its start, and at its end a second line, <c>complete BYTES ROWS stated|foreign</c> or <c>failed CAUSE</c>.</summary>
/// <param name="Bytes">Written to the pipe; null until it is complete.</param>
/// <param name="IsStated">False when the tool itself read a pipe of which nothing was said.</param>
/// <param name="Failure">Why it failed; null when it did not, or did not say.</param>
internal sealed record Registration(string Tool, long? Bytes, long Rows, bool IsStated, string? Failure)
{
    private const int MostCharacters = 4096; // of a cause: it may hold foreign text, which is not to be trusted with a message's length

    public static string Complete(long bytes, long rows, bool stated) =>
        string.Create(CultureInfo.InvariantCulture, $"complete {bytes} {rows} {(stated ? "stated" : "foreign")}\n");

    public static string Failed(string cause) => $"failed {Printable(cause)}\n";

    /// <summary>A second line without its end was being written when the tool was killed, and says nothing.</summary>
    public static Registration Parse(string text)
    {
        var lines = text.Split('\n');
        var tool = Printable(lines[0]);
        if (lines.Length < 3) return new Registration(tool, null, 0, false, null);
        var words = lines[1].Split(' ', 2);
        if (words is ["failed", var cause]) return new Registration(tool, null, 0, false, Printable(cause));
        return words is ["complete", var rest] && rest.Split(' ') is [var bytes, var rows, var stated]
            && long.TryParse(bytes, CultureInfo.InvariantCulture, out var written) && long.TryParse(rows, CultureInfo.InvariantCulture, out var count)
            ? new Registration(tool, written, count, stated == "stated", null)
            : new Registration(tool, null, 0, false, null);
    }

    /// <summary>The cause for the tools after it; null when it was complete.</summary>
    public string? Cause => Bytes is not null ? null : Failure ?? $"{Tool}: ended without saying that its output is complete (it was killed)";

    private static string Printable(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text.Length > MostCharacters ? text.AsSpan(0, MostCharacters) : text)
            _ = c == '\n' ? line.Append(' ') : char.IsControl(c) ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : line.Append(c);
        return line.ToString();
    }
}
