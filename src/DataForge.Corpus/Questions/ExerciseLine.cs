using System.Globalization;
using System.Text.RegularExpressions;

namespace DataForge.Corpus;

/// <summary>What a line of a document begins.</summary>
internal enum LineKind
{
    Text,
    Blank,

    /// <summary>"Example 3", "Problem 2.1:", "例 1", "Q:".</summary>
    Question,

    /// <summary>"Solution", "Answer: 4", "解：".</summary>
    Answer,

    /// <summary>"Answers to odd-numbered exercises", "Answer key", "参考答案".</summary>
    Answers,

    /// <summary>"Exercises", "Practice problems", "习题".</summary>
    Exercises,

    /// <summary>"For the following exercises, solve …".</summary>
    Instruction,

    /// <summary>"3. …", "(3) …", "3、…".</summary>
    Numbered,

    /// <summary>"Hint: …".</summary>
    Hint,

    /// <summary>"Theorem 2", "Remark", "Summary": something that is neither question nor answer.</summary>
    Other,

    /// <summary>Any other heading.</summary>
    Heading,

    /// <summary>The end of a LaTeX environment.</summary>
    End,
}

/// <summary>A line by what it begins.</summary>
/// <param name="Rest">The text behind label or number.</param>
/// <param name="Number">As <c>3</c> or <c>2.14</c>; null where there is none.</param>
/// <param name="Level">Level of the heading; 0 for a line that is none.</param>
/// <param name="Alone">The word of a label says what stands behind it is an answer alone, and not a worked solution.</param>
internal readonly record struct ExerciseLine(LineKind Kind, string Rest, string? Number = null, int Level = 0, bool Alone = false, bool Environment = false)
{
    /// <summary>The number as a whole; null where it has parts or is none.</summary>
    public int? Whole => int.TryParse(Number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}

/// <summary>Reads lines of textbooks, problem sheets and pages of exercises, in English and Chinese.</summary>
internal static partial class ExerciseLines
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const string Number = @"(?<n>\d{1,4}(?:[.\-–]\d{1,4}){0,3}[a-z]?)";

    [GeneratedRegex(@"^(?:(?<h>#{1,6})\s+)?(?<b>\*\*|__)?(?<t>.*?)(?:\s*#{1,6})?\s*$", Options | RegexOptions.Singleline)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^(?:(?:worked|sample|solved|practice|review|challenge|additional|further|supplementary)\s+)?(?:example|exercise|problem|question|try\s+it(?:\s+now)?|your\s+turn|self[- ]check|check(?:point|\s+your\s+understanding)|quiz|practice|illustration|task|puzzle|riddle)\s*(?:(?:no\.?|number|#)\s*)?" + Number + @"?(?<rest>(?:\s*[.:：)\]—–]|\s+[-–—]\s|\s*\().*|\s+\S.*|)$", Options)]
    private static partial Regex QuestionLabel();

    [GeneratedRegex(@"^(?:q(?:uestion)?\s*\.?\s*(?<n>\d{1,4})?\s*[:：]|q\s*(?<n>\d{1,4})\s*[.)]|问\s*(?<n>\d{1,4})?\s*[:：])(?<rest>.*)$", Options)]
    private static partial Regex Asked();

    [GeneratedRegex(@"^(?:【\s*)?(?:例\s*题?|例|练\s*习|习\s*题|题\s*目|问\s*题|思考题|变式|第)\s*(?<n>[\d一二三四五六七八九十]{1,4}(?:[.\-–]\d{1,4}){0,2})?\s*(?:题)?(?:\s*】)?(?<rest>\s*[:：.．、)）].*|\s+\S.*|(?<=】).*|)$", Options)]
    private static partial Regex ChineseQuestion();

    [GeneratedRegex(@"^(?:(?:show|hide|show/hide|reveal|view|see|check)\s+)?(?:the\s+)?(?<w>(?:(?:full|complete|model|sample|suggested|detailed|worked|step-by-step|correct|final|short)\s+)?(?:solution|answer|proof|explanation|reasoning|rationale)s?|sol|ans|soln)(?:\s+(?:(?:to|of|for)\s+)?(?:(?:the\s+)?(?:exercise|problem|question|example)\s+)?(?:no\.?\s*|#\s*)?" + Number + @")?(?<rest>\s*[.:：)\]—–].*|\s+[-–]\s.*|)$", Options)]
    private static partial Regex AnswerLabel();

    [GeneratedRegex(@"^(?:A|a(?=nswer))\s*(?<n>\d{1,4})?\s*[:：](?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Answered();

    [GeneratedRegex(@"^(?:【\s*)?(?<w>解\s*答?|答\s*案?|证\s*明?|解\s*析|分析|详解|参考答案|解法[一二三\d]?)\s*(?<n>\d{1,4})?(?:\s*】\s*[:：]?|\s*[:：.．])(?<rest>.*)$", Options)]
    private static partial Regex ChineseAnswer();

    [GeneratedRegex(@"^(?:(?:detailed|complete|full|selected|brief|short|hints?\s+and|answers?\s+and)\s+)*(?:answers?|solutions?)(?:\s+(?:and|&)\s+(?:answers?|solutions?|hints?))?(?:\s+(?:key|section|manual|to\s+(?:(?:the|all|selected|odd|even|odd-numbered|even-numbered|review|practice|section|chapter|end-of-chapter)\s+)*(?:exercises?|problems?|questions?|review|practice)(?:\s+(?:set|sets))?))?(?:\s+" + Number + @")?\s*[.:：]?$|^(?:习题|练习题?|参考)\s*(?:参考)?(?:答案|解答)(?:与(?:提示|解析))?\s*[:：]?$|^(?:答案|解答)(?:与(?:提示|解析))?\s*$", Options)]
    private static partial Regex AnswersHead();

    [GeneratedRegex(@"^(?:(?:section|chapter|end-of-chapter|review|practice|additional|further|supplementary|homework|self-test|warm-up|challenge|check\s+your\s+understanding|chapter\s+review|odd|even)\s+)*(?:exercises|problems|practice(?:\s+(?:questions|problems|exercises|test))?|questions|problem\s+set|exercise\s+set|homework|quiz|self[- ]test|worksheet)(?:\s+(?:set|for\s+(?:section|chapter|practice)))?(?:\s+" + Number + @")?\s*[.:：]?$|^(?:课后|本章|综合|巩固|复习|课堂|同步|单元)?(?:习题|练习题?|作业|训练|测试题?|练一练|做一做)\s*[\d.一二三四五六七八九十]*\s*[:：]?$|^[一二三四五六七八九十]+、\s*(?:选择题|填空题|解答题|计算题|判断题|应用题|证明题).*$", Options)]
    private static partial Regex ExercisesHead();

    [GeneratedRegex(@"^(?:for|in)\s+(?:each\s+of\s+)?(?:(?:the\s+)?(?:following|next|these)\s+)?(?:exercises?|problems?|questions?|items?)(?:\s+(?:that\s+follow|below|(?:numbers?\s+)?" + @"(?<from>\d{1,4})\s*(?:[-–—]|to|through|and)\s*(?<to>\d{1,4})))?\s*[,:，：]|^(?:for|in)\s+(?:each\s+of\s+)?the\s+following\b[^.]{0,40}[,:，：]|^(?:exercises?|problems?|questions?)\s+(?<from>\d{1,4})\s*(?:[-–—]|to|through)\s*(?<to>\d{1,4})\s*[,:，：.]", Options)]
    private static partial Regex InstructionHead();

    [GeneratedRegex(@"^(?:\((?<n>\d{1,3})\)|（(?<n>\d{1,3})）|(?:ex(?:ercise)?\.?\s*)?(?<n>\d{1,3})\s*[.)、．])(?:\*\*|__)?(?<rest>\s.*|[^\d\s].*|)$", Options)]
    private static partial Regex NumberedItem();

    [GeneratedRegex(@"^(?:hints?|提示)\s*(?:\d+\s*)?(?:[.:：].*|)$", Options)]
    private static partial Regex HintLabel();

    [GeneratedRegex(@"^(?:(?:definition|theorem|lemma|corollary|proposition|remark|notes|axiom|postulate|conjecture|algorithm|property|properties|rule|figure|table|fig|how\s+to|q\s*&\s*a|media|key\s+(?:concepts|equations|terms|ideas)|analysis|discussion|commentary|summary|glossary|further\s+reading|references|bibliography|learning\s+objectives|objectives|introduction|overview|conclusion)\s*(?:\(?\d[\d.\-–]*\)?)?\s*(?:[.:：(].*|)|(?:定义|定理|引理|推论|命题|性质|小结|总结|点评|评注|本章小结)\s*[\d.]*\s*(?:[:：.．(（].*|))$", Options)]
    private static partial Regex OtherLabel();

    /// <summary>What ends a label; a dash only where it stands apart, since −3 is an answer.</summary>
    [GeneratedRegex(@"^\s*(?:[.:：．)）\]】、]+(?=\s|$)|[.:：．)）\]】、]|[-–—](?=\s))?(?:\s*[-–—](?=\s))?\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^(?:\s*\\label\s*\{[^}]*\})+", RegexOptions.CultureInvariant)]
    private static partial Regex References();

    [GeneratedRegex(@"^\\(?<e>begin|end)\s*\{(?<name>[A-Za-z]+)\*?\}(?:\[[^\]]*\])?(?<rest>.*)$", Options)]
    private static partial Regex Environment();

    public static ExerciseLine Read(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return new ExerciseLine(LineKind.Blank, "");
        var markup = Markup().Match(line.Trim());
        var level = markup.Groups["h"].Length;
        var text = markup.Groups["t"].Value;
        if (markup.Groups["b"].Value is { Length: > 0 } bold) text = Unbold(text, bold);
        if (text.Length == 0 || line.Length > 4000) return new ExerciseLine(LineKind.Text, line);
        if (text[0] == '\\' && Environment().Match(text) is { Success: true } environment) return OfEnvironment(environment, line);
        if (AnswersHead().IsMatch(text) && (level > 0 || IsPlural(text))) return new ExerciseLine(LineKind.Answers, "", Level: level);
        if (ExercisesHead().IsMatch(text) && (level > 0 || IsPlural(text))) return new ExerciseLine(LineKind.Exercises, "", Level: level);
        if (HintLabel().IsMatch(text)) return new ExerciseLine(LineKind.Hint, "", Level: level);
        foreach (var pattern in (Regex[])[AnswerLabel(), Answered(), ChineseAnswer()])
            if (pattern.Match(text) is { Success: true } answer)
                return new ExerciseLine(LineKind.Answer, Behind(answer), NumberOf(answer), level, Alone: IsAnswerWord(answer.Groups["w"].Value));
        if (InstructionHead().Match(text) is { Success: true } instruction) return new ExerciseLine(LineKind.Instruction, text, instruction.Groups["from"].Success ? $"{instruction.Groups["from"].Value}-{instruction.Groups["to"].Value}" : null, level);
        if (Asked().Match(text) is { Success: true } asked) return new ExerciseLine(LineKind.Question, Behind(asked), NumberOf(asked), level);
        foreach (var pattern in (Regex[])[QuestionLabel(), ChineseQuestion()])
            if (pattern.Match(text) is { Success: true } question && IsLabel(question, level > 0 || markup.Groups["b"].Length > 0))
                return new ExerciseLine(LineKind.Question, Behind(question), NumberOf(question), level);
        if (NumberedItem().Match(text) is { Success: true } item) return new ExerciseLine(LineKind.Numbered, item.Groups["rest"].Value.Trim(), item.Groups["n"].Value, level);
        if (OtherLabel().IsMatch(text)) return new ExerciseLine(LineKind.Other, text, Level: level);
        return new ExerciseLine(level > 0 ? LineKind.Heading : LineKind.Text, level > 0 ? text : line, Level: level);
    }

    private static ExerciseLine OfEnvironment(Match environment, string line)
    {
        var kind = environment.Groups["name"].Value.ToLowerInvariant() switch
        {
            "exercise" or "exercises" or "problem" or "question" or "example" or "ex" or "prob" or "xca" => LineKind.Question,
            "solution" or "answer" or "sol" or "ans" or "soln" or "proof" => LineKind.Answer,
            "theorem" or "lemma" or "definition" or "proposition" or "corollary" or "remark" => LineKind.Other,
            _ => LineKind.Text,
        };
        if (kind == LineKind.Text) return new ExerciseLine(LineKind.Text, line);
        return environment.Groups["e"].Value.Equals("end", StringComparison.OrdinalIgnoreCase)
            ? new ExerciseLine(LineKind.End, "", Environment: true)
            : new ExerciseLine(kind, References().Replace(environment.Groups["rest"].Value, "").Trim(), Environment: true);
    }

    /// <summary>"**Example 3.** Find x" and "**Example 3**: find x" without the stars.</summary>
    private static string Unbold(string text, string mark)
    {
        var close = text.IndexOf(mark, StringComparison.Ordinal);
        return close < 0 ? text : (text[..close].TrimEnd() + (close + mark.Length < text.Length ? " " + text[(close + mark.Length)..].TrimStart() : "")).Replace(" :", ":", StringComparison.Ordinal);
    }

    /// <summary>A label stands alone, ends in a mark, or is followed by a title; "Example 3 shows that …" is a sentence.</summary>
    private static bool IsLabel(Match match, bool marked)
    {
        var rest = match.Groups["rest"].Value;
        var numbered = match.Groups["n"].Success;
        if (rest.Length == 0) return numbered || marked || IsTryIt(match.Value);
        if (!char.IsWhiteSpace(rest[0])) return numbered || marked || rest[0] is not ('(' or ')' or ']');
        var title = rest.Trim();
        if (title[0] is '(' or '-' or '–' or '—' or '.' or ':' or '：') return numbered || marked;
        if (!numbered && !marked) return false;
        return marked || !char.IsLower(title[0]) && title.Length <= 120 && !title.EndsWith('.');
    }

    private static bool IsTryIt(string text) => text.StartsWith("try", StringComparison.OrdinalIgnoreCase) || text.StartsWith("your turn", StringComparison.OrdinalIgnoreCase);

    /// <summary>"Answers" heads a list; "Answer" answers one question.</summary>
    private static bool IsPlural(string text) => !text.Contains(' ', StringComparison.Ordinal) ? text.TrimEnd(':', '.', '：').EndsWith('s') || text[0] > '\u2E80' : true;

    private static bool IsAnswerWord(string word) => word.StartsWith("ans", StringComparison.OrdinalIgnoreCase) || word.Contains("answer", StringComparison.OrdinalIgnoreCase) || word.StartsWith('答');

    private static string? NumberOf(Match match) => match.Groups["n"] is { Success: true, Value: var n } ? n : null;

    private static string Behind(Match match) => Mark().Replace(match.Groups["rest"].Value, "").Trim();
}
