using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>What a line of a model's output announces.</summary>
internal enum LineRole
{
    /// <summary>Nothing: it is text.</summary>
    Text,

    /// <summary>"New problem:", "改编后的题目：" — what follows is what was asked for.</summary>
    NewProblem,

    /// <summary>"Problem:", "Question 2:", "题目：" — a problem, new or repeated.</summary>
    Problem,

    /// <summary>"Original problem:", "原题：" — the parent, repeated.</summary>
    Original,

    /// <summary>"Solution:", "Answer:", "解析：", a rule of dashes — the problem is over.</summary>
    End,
}

/// <summary>Recognises labels at the beginning of a line, whatever decoration they wear. Only words from closed lists count, so "ratio 3:4" and "Note 5: …" inside a problem stay text.</summary>
internal static partial class EvolvedLabels
{
    // Decoration: markdown heads, bold, quote marks, list numbers. Then the label, a number at most, and a colon (inside or outside the bold), or the line's end when decorated.
    private const string Before = @"^[\s>]*(?<deco>(?:#{1,6}\s*|\*{1,3}|_{1,3}|[-•]\s+|\d{1,2}[.)]\s+)*)";
    private const string After = @"(?:\s*[#(]?\s*\d{0,2}\s*[).]?)(?:(?<colon>\s*[*_]{0,3}\s*[:：]\s*[*_]{0,3})|(?<end>\s*[*_]{0,3}\s*$))";

    private const string English =
        @"(?:(?:here(?:'s| is)\s+)?(?:(?:the|a|an|your|my)\s+)?(?<new>(?:(?:new(?:ly)?|re-?written|modified|changed|updated|revised|evolved|created|generated|harder|complex|more\s+(?:complex|difficult|challenging)|combined|conditional|transformed|adapted|improved|altered|alternative)\s+)+)?(?:math(?:ematical|ematics)?\s+)?(?:word\s+)?(?:problem|question|version|exercise|task|q)(?:\s+(?:statement|text))?(?<tail>\s+(?:with|using|involving|that|in)\s[^:：\d]{1,60})?)";

    private const string Chinese =
        @"(?:(?:以下|下面|这)?(?:是)?(?:一道|一个)?(?<new>新的?|改编(?:后)?的?|改写(?:后)?的?|修改(?:后)?的?|变化后的?|变式|变形后的?|升级后的?|更难的|加难后的?|调整后的?|更新后的?)?(?:数学)?(?:题目|问题|应用题|题))";

    [GeneratedRegex(Before + @"(?:(?:the\s+)?(?:original|given|initial|old)\s+(?:math\s+)?(?:problem|question)|原(?:题|题目|问题|来的题目|来的问题)|原始(?:题目|问题))" + After, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OriginalLabel();

    [GeneratedRegex(Before + "(?:" + English + "|" + Chinese + ")" + After, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ProblemLabel();

    [GeneratedRegex(Before + @"(?:(?:the\s+)?(?:(?:sample|detailed|full|step[- ]by[- ]step|final|correct|model)\s+)?(?:solutions?|answers?|explanations?|reasoning|hints?|analysis|notes?)|changes(?:\s+made)?|what\s+(?:has\s+)?changed|how\s+to\s+solve(?:\s+it)?|steps?|解答?|解析|解题(?:过程|思路|步骤)|答案?|参考答案|说明|解释|分析|注意?|备注|提示|思路)" + After, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EndLabel();

    [GeneratedRegex(@"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")]
    private static partial Regex Rule();

    /// <summary>What the line announces, and where its text begins after the label.</summary>
    public static (LineRole Role, int TextAt) Of(string line)
    {
        if (Rule().IsMatch(line)) return (LineRole.End, line.Length);
        if (OriginalLabel().Match(line) is { Success: true } original && Closed(original)) return (LineRole.Original, original.Length);
        if (EndLabel().Match(line) is { Success: true } end && Closed(end)) return (LineRole.End, end.Length);
        if (ProblemLabel().Match(line) is { Success: true } problem && Closed(problem))
            return (problem.Groups["new"].Success || problem.Groups["tail"].Success ? LineRole.NewProblem : LineRole.Problem, problem.Length);
        return (LineRole.Text, 0);
    }

    /// <summary>A label needs its colon; without one it counts only as a decorated line of its own ("### New problem").</summary>
    private static bool Closed(Match match) => match.Groups["colon"].Success || match.Groups["deco"].Value.AsSpan().IndexOfAny('#', '*', '_') >= 0;
}
