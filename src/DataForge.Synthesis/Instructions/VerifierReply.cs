using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>A verification function and cases for it, as one reply of a model gives them.</summary>
/// <remarks>Asked for is one JSON object with <c>func</c> and <c>cases</c> (AutoIF, arXiv:2406.13542, and its repository). Read are the object in a fence, alone or within other text, and a function in a fence of its own beside it.</remarks>
public sealed partial record VerifierReply(string Function, IReadOnlyList<VerifierCase> Cases)
{
    /// <summary>Longest reply that is read.</summary>
    private const int MostCharacters = 200_000;

    [GeneratedRegex(@"```json(.*?)```", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex JsonFence();

    [GeneratedRegex(@"```(?:python|py)[ \t]*\n(.*?)```", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex PythonFence();

    /// <param name="asRepository">Reads the first fence <c>```json</c> alone and leaves out lines with <c>download</c> or <c>requests</c>, as AutoIF's code does.</param>
    /// <returns>Null where no function can be read.</returns>
    public static VerifierReply? Read(string reply, bool asRepository)
    {
        if (reply.Length > MostCharacters) return null;
        foreach (var json in asRepository ? JsonFence().Matches(reply).Take(1).Select(m => m.Groups[1].Value.Trim()) : Candidates(reply))
            if (Parse(json, asRepository) is { } read)
                return read;
        if (asRepository) return null;
        return PythonFence().Matches(reply).Select(m => m.Groups[1].Value.Trim()).FirstOrDefault(c => c.Contains("evaluate", StringComparison.Ordinal)) is { } code ? new VerifierReply(code, []) : null;
    }

    private static IEnumerable<string> Candidates(string reply)
    {
        foreach (Match fence in JsonFence().Matches(reply)) yield return fence.Groups[1].Value.Trim();
        var (from, to) = (reply.IndexOf('{', StringComparison.Ordinal), reply.LastIndexOf('}'));
        if (from >= 0 && to > from) yield return reply[from..(to + 1)];
    }

    private static VerifierReply? Parse(string json, bool asRepository)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = !asRepository, MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("func", out var func) || func.ValueKind != JsonValueKind.String) return null;
            var code = func.GetString()!.Trim();
            if (asRepository) code = string.Join('\n', code.Split('\n').Where(l => !l.Contains("download", StringComparison.Ordinal) && !l.Contains("requests", StringComparison.Ordinal)));
            else if (!code.Contains('\n', StringComparison.Ordinal)) code = code.Replace("\\n", "\n", StringComparison.Ordinal); // line ends that were escaped twice
            if (code.Length == 0) return null;
            var cases = root.TryGetProperty("cases", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(VerifierCase.Read).OfType<VerifierCase>() : [];
            return new VerifierReply(code, [.. cases]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
