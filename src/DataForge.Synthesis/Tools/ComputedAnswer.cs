using System.Globalization;
using System.Text.RegularExpressions;
using DataForge.Answers;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Tells whether a solution's answer stands on what its calls of code printed.</summary>
/// <remarks>
/// It does where a call that ran to its end printed a value equal to the answer, as the grader compares them (rounding and units included), a decimal of which a whole answer is one of the two neighbours, or each
/// member of an answer that has several. A word, a choice's letter and "no solution" cannot be held against a value: such an answer stands on any call that printed something.
/// Not told is whether the code computed the value or had it written into it.
/// </remarks>
public static partial class ComputedAnswer
{
    private const int MostValues = 150, MostCharacters = 4000, LongestValue = 300, Deepest = 3;

    [GeneratedRegex(@"(?<!\p{L}\()(?<![\p{L}\p{N}_.^*/+\-]|[*/^+\-]\s)-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?(?:/\d+)?(?![\p{N}_(]|\.\d|\s*[*/^+]|\s*-\s*[\p{L}\p{N}(])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:[\p{L}_][\p{L}\p{N}_]*)\s*(?:=|:|\\in\b)\s*(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?:(?:Mutable|Immutable)?(?:Dense)?(?:Matrix|Interval(?:\.\w+)?|FiniteSet|Tuple|Point(?:2D|3D)?|Union|array|set|frozenset))(?=\()|^\\(?:left|begin\{[a-zA-Z]*matrix\})\s*|\\(?:right|end\{[a-zA-Z]*matrix\})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"\b(?:Fraction|Rational)\((?<n>-?\d+),\s*(?<d>\d+)\)|\b(?:np|numpy)\.\w+\((?<v>[^()]*)\)|\bmpf\('(?<v>[^']*)'\)", RegexOptions.CultureInvariant)]
    private static partial Regex Printed();

    [GeneratedRegex(@"\\text\s*\{\s*(?:and|or|和|或)\s*\}|\b(?:and|or)\b|[和或、]|\\\\|&|;", RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    [GeneratedRegex(@"^[+\-]?\s*(?:\\infty|∞|oo|inf(?:inity)?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Endless();

    [GeneratedRegex(@"^\(?[A-Ja-j]\)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Letter();

    /// <summary>Why the solution is refused; null where its answer stands on a call.</summary>
    /// <param name="stage">Who refuses it.</param>
    public static Reject? Refuse(string stage, IReadOnlyList<ToolCall> calls, string answer)
    {
        if (calls.Count == 0) return new Reject(stage, "no_call", "the solution calls no code");
        var outputs = calls.Where(c => c.Status == ExecutionStatus.Ok && !string.IsNullOrWhiteSpace(c.Output)).Select(c => c.Output).ToList();
        if (outputs.Count == 0) return new Reject(stage, "no_output", "no call of the solution ran to its end and printed something");
        if (IsWord(answer)) return null;
        var values = Values(outputs);
        return Stands(answer.Trim(), values, 0) ? null : new Reject(stage, "not_computed", $"no call printed the answer {ToolText.Cut(Printable.Line(answer, 100), 100, "...")}");
    }

    /// <summary>What has no value to be compared by.</summary>
    private static bool IsWord(string answer)
    {
        var key = AnswerKey.Of(answer);
        return key.StartsWith('"') || key == "{}" || Letter().IsMatch(key) || Letter().IsMatch(answer.Trim());
    }

    private static bool Stands(string answer, List<string> values, int depth)
    {
        if (values.Exists(v => Same(answer, v))) return true;
        var members = Members(answer);
        return depth < Deepest && !(members.Count == 1 && members[0] == answer) && members.Exists(m => !Endless().IsMatch(m)) && members.TrueForAll(m => Endless().IsMatch(m) || Stands(m, values, depth + 1));
    }

    private static bool Same(string answer, string value) =>
        answer == value || AnswerKey.Of(answer) == AnswerKey.Of(value) || Grader.Verify(answer, value).IsCorrect == true || Grader.Verify(value, answer).IsCorrect == true || IsNeighbour(answer, value);

    /// <summary>7 and 8 of 7.2: what is counted is whole.</summary>
    private static bool IsNeighbour(string answer, string value) =>
        decimal.TryParse(answer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
        && decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact)
        && exact != decimal.Truncate(exact) && (decimal.Floor(exact) == whole || decimal.Ceiling(exact) == whole);

    /// <summary>What outputs hold, the last first: lines, the values behind labels, members of lists, numbers in running text.</summary>
    private static List<string> Values(IEnumerable<string> outputs)
    {
        var values = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var output in outputs.Reverse())
            foreach (var line in (output.Length > MostCharacters ? output[^MostCharacters..] : output).Split('\n').Reverse())
            {
                var text = Printed().Replace(line, m => m.Groups["n"].Success ? $"{m.Groups["n"].Value}/{m.Groups["d"].Value}" : m.Groups["v"].Value).Trim();
                Add(text, 0);
                Add(PrintedValues.ValueOf(text), 0);
                foreach (Match number in Number().Matches(text)) Add(number.Value, Deepest);
            }

        return values;

        void Add(string text, int depth)
        {
            if (values.Count == MostValues || text.Length is 0 or > LongestValue || !seen.Add(text)) return;
            values.Add(text);
            if (depth == Deepest) return;
            if (Unwrapped(text) is { } inner) Add(inner, Deepest); // a list is compared with its brackets and without
            foreach (var member in Members(text)) Add(member, depth + 1);
        }
    }

    /// <summary>The members of a list, tuple, set, matrix or interval, without the names that stand before them; the text itself where it is none of these.</summary>
    private static List<string> Members(string text)
    {
        var inner = Unwrapped(text) ?? text;
        inner = Between().Replace(inner, ",");
        var members = new List<string>();
        var (depth, from) = (0, 0);
        for (var i = 0; i <= inner.Length; i++)
        {
            if (i < inner.Length && inner[i] is '(' or '[' or '{') depth++;
            else if (i < inner.Length && inner[i] is ')' or ']' or '}') depth--;
            if (i < inner.Length && (inner[i] != ',' || depth != 0 || IsThousands(inner, i))) continue;
            var member = inner[from..i].Trim().Trim('$').Trim();
            from = i + 1;
            if (Name().Match(member) is { Success: true } name) member = member[name.Length..];
            if (member.Length > 0) members.Add(member);
        }

        return members.Count == 0 ? [text] : members;
    }

    /// <summary>1,234 is one number.</summary>
    private static bool IsThousands(string text, int comma) =>
        comma > 0 && char.IsAsciiDigit(text[comma - 1]) && comma + 3 < text.Length && text[(comma + 1)..(comma + 4)].All(char.IsAsciiDigit) && (comma + 4 == text.Length || !char.IsAsciiDigit(text[comma + 4]));

    /// <summary>The text without the brackets around all of it, and what names them; null where there are none.</summary>
    private static string? Unwrapped(string text)
    {
        var bare = Wrapper().Replace(text.Trim().Trim('$'), "").Trim();
        bare = bare.Replace("\\{", "{", StringComparison.Ordinal).Replace("\\}", "}", StringComparison.Ordinal).Replace("\\right", "", StringComparison.Ordinal).Replace("\\left", "", StringComparison.Ordinal);
        var changed = bare != text;
        while (bare.Length > 1 && bare[0] is '(' or '[' or '{' && Closes(bare)) (bare, changed) = (bare[1..^1].Trim(), true);
        return changed && bare.Length > 0 ? bare : null;
    }

    /// <summary>Whether the bracket at the beginning is closed at the end; an interval's may be of another kind.</summary>
    private static bool Closes(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[' or '{') depth++;
            else if (text[i] is ')' or ']' or '}') depth--;
            if (depth == 0) return i == text.Length - 1;
        }

        return false;
    }
}
