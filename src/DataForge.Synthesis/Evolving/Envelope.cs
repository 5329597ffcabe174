using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Takes off what a chat model puts around its whole reply: special tokens, roles, frames, tags, JSON and code fences.</summary>
/// <remarks>Labels, lead-ins and remarks inside the reply are <see cref="EvolvedText"/>'s work. Text inside the envelope keeps its bytes.</remarks>
internal static partial class Envelope
{
    private const int MostLayers = 8;

    /// <summary>White space, byte order mark and zero-width characters: what may stand at the ends of a reply and means nothing.</summary>
    private static readonly char[] Blank = [' ', '\t', '\r', '\n', '\v', '\f', '\u00A0', '\u3000', '\uFEFF', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060'];

    [GeneratedRegex(@"<\|(?:im_end|endoftext|end_of_text|eot_id|eom_id|end|eos|return|call|endofassistant|end_of_turn|user|im_start)\|>|</s>|<eos>|<end_of_turn>|<｜end▁of▁sentence｜>|\[/?INST\]", RegexOptions.CultureInvariant)]
    private static partial Regex StopToken();

    [GeneratedRegex(@"^(?:<\|im_start\|>\s*(?:assistant)?|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>|<\|(?:assistant|begin_of_text|startoftext|start)\|>|<start_of_turn>\s*model|<bos>|<s>|<｜Assistant｜>|<｜begin▁of▁sentence｜>|\[/?INST\])\s*", RegexOptions.CultureInvariant)]
    private static partial Regex OpeningToken();

    [GeneratedRegex(@"^(?:[*#_\s]{0,6})(?:assistant|model|ai|chatbot|bot|gpt|teacher|response|助手|助理|回答|老师)(?:[*_]{0,3}\s*[:：][*_]{0,3}\s*|[ \t]*\n+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Role();

    [GeneratedRegex(@"\n[*#_\s]{0,6}(?:user|human|assistant|system|instruction|input|response|用户|助手)[*_]{0,3}\s*(?:[:：]|\n)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NextTurn();

    [GeneratedRegex(@"<\|channel\|>\s*final\s*<\|message\|>|(?:^|(?<=[\s\p{P}]))(?:<\|start\|>)?assistantfinal(?=\S|\s)", RegexOptions.CultureInvariant)]
    private static partial Regex FinalChannel();

    [GeneratedRegex(@"<(?<name>[A-Za-z_][\w-]{0,40})(?:\s[^<>]{0,200})?>(?<text>.*?)</\k<name>\s*>|\[(?<name2>[A-Z][A-Z_ ]{2,30})\](?<text>.*?)\[/\k<name2>\]|\\begin\{(?<name3>problem|question|exercise|quote|center|document)\}(?<text>.*?)\\end\{\k<name3>\}", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^\s*(?:<(?<name>problem|question|new_?problem|new_?question|output|answer|result)>|\[(?:NEW )?(?:PROBLEM|QUESTION)\])\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OpenTag();

    [GeneratedRegex(@"\s*(?:</(?:problem|question|new_?problem|new_?question|output|answer|result)>|\[/(?:NEW )?(?:PROBLEM|QUESTION)\])\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CloseTag();

    [GeneratedRegex(@"^[ \t]*(?<fence>`{3,}|~{3,})[ \t]*(?<info>[^\n`]*)\n(?<text>.*?)(?:\n[ \t]*\k<fence>[ \t]*(?=\n|$)|$)", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\{\s*'(?:[\w ]*)'\s*:\s*(?<q>['""])(?<text>.*?)\k<q>\s*(?:,\s*'.*)?\}$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex PythonDictionary();

    [GeneratedRegex(@"^(?:\$\$?|\\\[|\\\()?\s*\\(?:text|mbox|textbf|textit|boxed|mathrm|emph)\{(?<text>.*)\}\s*(?:\$\$?|\\\]|\\\))?$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex TextCommand();

    /// <summary>HTML that formats text inside a problem and does not frame it.</summary>
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "b", "i", "em", "strong", "u", "sub", "sup", "code", "math", "mi", "mn", "mo", "table", "tr", "td", "th", "tbody", "thead", "ul", "ol", "li", "a", "small", "span", "mark", "svg", "br", "hr",
    };

    /// <summary>Tags that hold something other than the new problem.</summary>
    private static readonly HashSet<string> Other = new(StringComparer.OrdinalIgnoreCase)
    {
        "solution", "explanation", "reasoning", "analysis", "original", "original_problem", "original_question", "scratchpad", "reflection", "notes", "note", "hint", "plan", "step", "steps", "changes", "tool_call",
    };

    private static readonly string[] ProblemKeys =
    [
        "new_problem", "new_question", "newproblem", "newquestion", "rewritten_problem", "rewritten_question", "rewritten_prompt", "modified_problem", "modified_question", "evolved_problem", "problem", "question",
        "problem_text", "question_text", "statement", "prompt", "text", "query", "output", "content", "result", "新题目", "新问题", "题目", "问题",
    ];

    private static readonly HashSet<string> TextLanguages = new(StringComparer.OrdinalIgnoreCase) { "", "text", "txt", "plaintext", "plain", "markdown", "md", "latex", "tex", "json", "problem", "question", "math", "html", "xml", "output" };

    /// <summary>The reply without its envelope.</summary>
    /// <param name="isParent">Tells a repetition of the original.</param>
    /// <param name="closed">True when the reply's own text ended before its last character: a closing mark was found.</param>
    public static string Open(string output, Func<string, bool> isParent, out bool closed)
    {
        var text = output.ReplaceLineEndings("\n").Trim(Blank);
        closed = false;
        if (FinalChannel().Matches(text) is { Count: > 0 } finals) text = text[(finals[^1].Index + finals[^1].Length)..].Trim(Blank);
        for (var layer = 0; layer < MostLayers; layer++)
        {
            var next = Peel(text, isParent, ref closed).Trim(Blank);
            if (next == text) break;
            text = next;
        }

        return text;
    }

    private static string Peel(string text, Func<string, bool> isParent, ref bool closed)
    {
        if (OpeningToken().Match(text) is { Success: true, Length: > 0 } opening) return text[opening.Length..];
        if (StopToken().Match(text) is { Success: true } stop)
        {
            if (text.AsSpan(0, stop.Index).IsWhiteSpace()) return text[(stop.Index + stop.Length)..];
            closed = true;
            return text[..stop.Index];
        }

        if (Role().Match(text) is { Success: true } role) return text[role.Length..];
        if (NextTurn().Match(text) is { Success: true } turn && Asking.Asks(text[..turn.Index]))
        {
            closed = true;
            return text[..turn.Index];
        }

        if (Framed(text, isParent) is { } framed)
        {
            closed = true;
            return framed;
        }

        if (OpenTag().Match(text) is { Success: true } open) return text[open.Length..];
        if (CloseTag().Match(text) is { Success: true } close && close.Index > 0)
        {
            closed = true;
            return text[..close.Index];
        }

        if (Json(text) is { } value)
        {
            closed = true;
            return value;
        }

        foreach (Match fence in Fence().Matches(text))
        {
            var inner = fence.Groups["text"].Value;
            if (!TextLanguages.Contains(fence.Groups["info"].Value.Trim()) || !IsProblem(inner, isParent)) continue;
            closed |= text.AsSpan(fence.Groups["text"].Index + inner.Length).Trim().Length > 0;
            return inner;
        }

        return TextCommand().Match(text) is { Success: true } command && Balanced(command.Groups["text"].Value) ? command.Groups["text"].Value : text;
    }

    private static string? Framed(string text, Func<string, bool> isParent)
    {
        foreach (Match tagged in Tagged().Matches(text))
        {
            var name = tagged.Groups["name"].Success ? tagged.Groups["name"].Value : tagged.Groups["name2"].Success ? tagged.Groups["name2"].Value : tagged.Groups["name3"].Value;
            if (Inline.Contains(name) || Other.Contains(name)) continue;
            if (IsProblem(tagged.Groups["text"].Value, isParent)) return tagged.Groups["text"].Value;
        }

        return null;
    }

    private static bool IsProblem(string text, Func<string, bool> isParent) => Asking.Asks(text) && !isParent(text);

    /// <summary>The problem in a reply that is one JSON value; null when it is not, or names none.</summary>
    private static string? Json(string text)
    {
        if (text.Length < 2 || text[0] is not ('{' or '[' or '"')) return null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
            return Text(document.RootElement);
        }
        catch (JsonException)
        {
            return PythonDictionary().Match(text) is { Success: true } dictionary ? dictionary.Groups["text"].Value : null;
        }
    }

    private static string? Text(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return WholeText(value);
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(Text).FirstOrDefault(t => t is not null);
            case JsonValueKind.Object:
                foreach (var key in ProblemKeys)
                    foreach (var property in value.EnumerateObject())
                        if (property.Name.Replace(' ', '_').Equals(key, StringComparison.OrdinalIgnoreCase) && Text(property.Value) is { } found)
                            return found;
                var asking = value.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => WholeText(p.Value)).Where(t => t is not null && Asking.Asks(t)).ToList();
                return asking.Count == 1 ? asking[0] : null;
            default:
                return null;
        }
    }

    /// <summary>Null for a string with an unpaired surrogate.</summary>
    private static string? WholeText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Balanced(string text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0) return false;
        }

        return depth == 0;
    }

    /// <summary>The text without blank and zero-width characters at its ends.</summary>
    public static string Trim(string text) => text.Trim(Blank);
}
