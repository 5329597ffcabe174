namespace DataForge.Answers;

/// <summary>Finds where a generation goes on to another question after it has answered: a line that opens a user's turn or states a further problem.</summary>
/// <remarks>Such a line ends the answer only when an answer was stated before it: a text may well begin by restating its question.</remarks>
internal static class RunOn
{
    private const int MaxLines = 12;

    private static readonly string[] Openers =
    [
        "user", "human", "student", "question", "problem", "q", "instruction", "exercise", "example", "input", "new question", "next question", "next problem",
        "问题", "題目", "题目", "问", "問題", "用户", "例题", "例", "질문", "문제", "質問", "pregunta", "pergunta", "frage", "aufgabe", "вопрос", "задача", "प्रश्न", "প্রশ্ন", "السؤال", "سؤال", "câu hỏi", "pertanyaan", "domanda",
    ];

    private static readonly System.Buffers.SearchValues<char> FirstLetters = System.Buffers.SearchValues.Create([.. Openers.Select(o => char.ToLowerInvariant(o[0]))]);

    /// <summary>Where the answer's text ends; the text's length when nothing follows it.</summary>
    public static int End(string text, Func<string, bool> answers)
    {
        var seen = 0;
        for (var at = text.IndexOf('\n'); at >= 0 && seen < MaxLines; at = text.IndexOf('\n', at + 1))
        {
            if (!IsOpener(text, at + 1)) continue;
            seen++;
            if (answers(text[..at])) return at;
        }

        return text.Length;
    }

    private static bool IsOpener(string text, int from)
    {
        var i = from;
        while (i < text.Length && text[i] is ' ' or '\t' or '#' or '*' or '>' or '[' or '【') i++;
        if (i >= text.Length || !FirstLetters.Contains(char.ToLowerInvariant(text[i]))) return false;
        var isHeading = text.AsSpan(from, i - from).ContainsAny('#', '*');
        foreach (var opener in Openers)
        {
            if (!text.AsSpan(i).StartsWith(opener, StringComparison.OrdinalIgnoreCase)) continue;
            var end = i + opener.Length;
            if (end < text.Length && char.IsLetter(text[end])) continue;
            var number = end;
            while (number < text.Length && (text[number] == ' ' || char.IsAsciiDigit(text[number]) || text[number] == '#')) number++;
            var mark = number;
            while (mark < text.Length && text[mark] is '*' or ']' or '】' or ' ') mark++;
            if (mark < text.Length && text[mark] is ':' or '：') return true;
            if (number > end && mark < text.Length && text[mark] == '.' && opener.Length > 2) return true;
            if (isHeading && (mark >= text.Length || text[mark] is '\n' or '\r')) return true;
        }

        return false;
    }
}
