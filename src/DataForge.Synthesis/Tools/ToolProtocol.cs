using System.Globalization;
using System.Reflection;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>How a model asks for code to be run and how it is told what came of it: a data file (<c>corpora/protocols</c>).</summary>
/// <param name="Name">As rows call it.</param>
/// <param name="Prompt">The prompt below <c>sample/LANGUAGE/</c>.</param>
/// <param name="Stop">Strings that end a turn; they are left out of the text.</param>
/// <param name="Open">What the line before the code begins with.</param>
/// <param name="Close">What a turn that calls ends with, white space aside.</param>
/// <param name="Restored">Put back where a turn stopped at it: the end of the code, where that is a stop string itself; null for none.</param>
/// <param name="Unless">A turn that holds this makes no call; null for none.</param>
/// <param name="Before">Stands before the output.</param>
/// <param name="After">Stands behind the output.</param>
/// <param name="Remaining">Stands behind <paramref name="After"/>, with <c>{calls}</c> for the calls that are left; null for none.</param>
/// <param name="Calls">Most calls of one sample.</param>
/// <param name="AtLimit">Ends a transcript that used all its calls; null for nothing.</param>
/// <param name="Style">How the code is read.</param>
/// <param name="KeepsState">Whether names live on in the sample's next call.</param>
/// <param name="Seconds">Longest time of one call.</param>
/// <param name="MostCharacters">Code points of an output that are shown; of a longer one its first and last halves.</param>
/// <param name="Cut">Stands for what was cut out.</param>
/// <param name="TimeoutText">The output of a call that was killed at its time.</param>
/// <param name="MemoryText">The output of a call that was killed at its memory.</param>
public sealed record ToolProtocol(
    string Name, string Prompt, IReadOnlyList<string> Stop, string Open, string Close, string? Restored, string? Unless, string Before, string After, string? Remaining, int Calls, string? AtLimit,
    CodeStyle Style, bool KeepsState, double Seconds, int MostCharacters, string Cut, string TimeoutText, string MemoryText)
{
    /// <summary>32 hex digits over everything that decides a transcript.</summary>
    public string Hash => StableHash.Hex128(["protocol/1", Name, Prompt, string.Join('\0', Stop), Open, Close, Restored ?? "", Unless ?? "", Before, After, Remaining ?? "", Calls.ToString(CultureInfo.InvariantCulture),
        AtLimit ?? "", Style.ToString(), KeepsState ? "1" : "0", Seconds.ToString("R", CultureInfo.InvariantCulture), MostCharacters.ToString(CultureInfo.InvariantCulture), Cut, TimeoutText, MemoryText]);

    /// <summary>Names of the protocols that come with the suite, sorted.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith("protocols/", StringComparison.Ordinal)).Select(n => n["protocols/".Length..]).Order(StringComparer.Ordinal)];

    /// <param name="name">A built-in protocol's name, or a JSON file of the same form.</param>
    /// <exception cref="ForgeException">There is none, or a field is missing, unknown or of another type.</exception>
    public static ToolProtocol Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("protocols/" + name);
        if (stream is not null) return Parse(name, new StreamReader(stream).ReadToEnd());
        try
        {
            return File.Exists(name) ? Parse(name, File.ReadAllText(name)) : throw new ForgeException($"there is no protocol {name}: expected {string.Join(", ", BuiltIn)} or a JSON file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{name}: cannot be read: {e.Message}", e);
        }
    }

    /// <param name="path">For messages.</param>
    /// <exception cref="ForgeException">As <see cref="Load"/>.</exception>
    public static ToolProtocol Parse(string path, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var fields = new ProtocolFields(path, document.RootElement);
            var protocol = new ToolProtocol(
                fields.Text("name"), fields.Text("prompt"), fields.List("stop"), fields.Text("open"), fields.Text("close"), fields.OptionalText("restored"), fields.OptionalText("unless"),
                fields.Text("before"), fields.Text("after"), fields.OptionalText("remaining"), fields.Count("calls", 1, 1000), fields.OptionalText("at_limit"),
                fields.Choice<CodeStyle>("style"), fields.Flag("keeps_state"), fields.Seconds("seconds"), fields.Count("most_characters", 2, 1 << 20), fields.Text("cut"), fields.Text("timeout_text"), fields.Text("memory_text"));
            fields.End();
            return protocol;
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: expected a protocol as JSON: {e.Message}", e);
        }
    }
}
