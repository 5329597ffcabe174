namespace DataForge.Core;

/// <summary>The gold answer inside a reference solution: after GSM8K's <c>####</c>, or in the last <c>\boxed</c>.</summary>
/// <remarks>Only for references, which are well formed; a model's generation goes through the answer room's extractor.</remarks>
public static class GoldAnswer
{
    public static string? Of(string solution) => AfterHashes(solution) ?? LastBoxed(solution);

    /// <summary>The text of the line after the last <c>####</c>, trimmed; null when there is none.</summary>
    public static string? AfterHashes(string solution)
    {
        var at = solution.LastIndexOf("####", StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = solution.AsSpan(at + 4);
        var end = rest.IndexOf('\n');
        var answer = (end < 0 ? rest : rest[..end]).Trim().ToString();
        return answer.Length == 0 ? null : answer;
    }

    /// <summary>What stands in the last <c>\boxed{…}</c> or <c>\boxed x</c>; null when there is none or its braces never close.</summary>
    public static string? LastBoxed(string solution)
    {
        var at = Math.Max(solution.LastIndexOf(@"\boxed", StringComparison.Ordinal), solution.LastIndexOf(@"\fbox", StringComparison.Ordinal));
        if (at < 0) return null;
        at += solution[at + 1] == 'b' ? 6 : 5;
        while (at < solution.Length && solution[at] == ' ') at++;
        if (at >= solution.Length) return null;
        if (solution[at] != '{')
        {
            var end = solution.AsSpan(at).IndexOfAny('$', '\n');
            var bare = (end < 0 ? solution[at..] : solution.Substring(at, end)).Trim();
            return bare.Length == 0 ? null : bare;
        }

        var depth = 0;
        for (var i = at; i < solution.Length; i++)
        {
            if (solution[i] == '\\') { i++; continue; }
            if (solution[i] == '{') depth++;
            else if (solution[i] == '}' && --depth == 0) return solution[(at + 1)..i].Trim();
        }

        return null;
    }
}
