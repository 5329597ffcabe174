using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>What a line of a model's output announces.</summary>
internal enum LineRole
{
    /// <summary>Nothing: it is text.</summary>
    Text,

    /// <summary>"Final rewritten problem:" after drafts of it.</summary>
    FinalProblem,

    /// <summary>"New problem:", "改编后的题目：" — what follows is what was asked for.</summary>
    NewProblem,

    /// <summary>"Problem:", "Question 2:", "题目：" — a problem, new or repeated.</summary>
    Problem,

    /// <summary>"Original problem:", "原题：" — the parent, repeated.</summary>
    Original,

    /// <summary>"Solution:", "Answer:", "解析：", a rule of dashes — the problem is over.</summary>
    End,

    /// <summary>"Note:", "Solution 1:", "Step 2:" — over when the problem has asked, else part of it.</summary>
    EndIfAsked,
}

/// <summary>Recognizes labels at the beginning of a line, whatever decoration they wear.</summary>
/// <remarks>A label is a phrase of label words with one head noun, closed by a colon, by brackets, or by the end of a decorated line.
/// Only words from closed lists count, so "ratio 3:4" and "Notes cost $3: how much …" inside a problem stay text.</remarks>
internal static partial class EvolvedLabels
{
    // Decoration: markdown heads, bold, quote marks, brackets, list numbers. Then the label, a remark in brackets and a number at most, and a colon.
    private const string Before = @"^[\s>\u200B\uFEFF]*(?<deco>(?:#{1,6}\s*|\*{1,3}|_{1,3}|[-•]\s+|\d{1,2}[.)]\s+|[\[【「『(]\s*|📝\s*|✨\s*|👉\s*|step\s+\d{1,2}\s*[:.)]?\s*(?=[#*]))*)";

    private const string After =
        @"(?:\s*(?:[#(（]?\s*(?:\d{1,2}|[A-Da-d]|[一二三四五])\s*[).）]?))?(?:\s*[(（][^()（）\n]{1,60}[)）])?(?<bracket>\s*[\]】」』)])?(?:\s*\#{1,6})?" +
        @"(?:(?<colon>\s*[*_]{0,3}\s*(?:[:：]|[-–—](?=\s)|(?<=\d)\.(?=\s))\s*[*_]{0,3}\s*)|(?<end>\s*[*_]{0,3}\s*$)|(?<=[\]】」』])\s*)";

    private const string Article = @"(?:(?:(?:and|so|now|okay|ok|well)[,\s]+)?(?:here(?:'s|’s|\s+is|\s+are|\s+comes)|below\s+is|this\s+is|the\s+following\s+is|consider|try|presenting)\s+)?(?:(?:the|a|an|one|your|my|our|another|some|possible|(?<final>final(?:ly)?))\s+)*";

    private const string New =
        @"(?<new>(?:(?:brand[- ]new|new(?:ly)?|re-?written|re-?worded|rephrased|reformulated|modified|changed|updated|revised|evolved|created|generated|harder|easier|complex|challenging|difficult|advanced|more\s+(?:complex|difficult|challenging|advanced)|" +
        @"combined|conditional|transformed|adapted|improved|enhanced|extended|altered|alternative|alternate|varied|different|edited|resulting|converted|augmented|mutated|similar|fresh|second|output|transformed)[,\s]+(?:and\s+)?)+)?";

    private const string English =
        "(?:" + Article + New + @"(?:(?:math(?:ematical|ematics|s)?|draft|candidate|word|story|practice|sample|real[- ]world|multi[- ]step|algebra|arithmetic)\s+)*(?<head>problem|question|version|variant|variation|exercise|task|prompt|puzzle|query|challenge|rewrite|rewriting|revision|q|output|result|response|reply)s?" +
        @"(?:\s+(?:statement|text|version|variant|variation|below|formulation))?(?<tail>\s+(?:with|using|involving|that|in|for|of|based\s+on|where|after)\s[^:：\d?\n]{1,70}?)?(?:\s+(?:is|reads|would\s+be|could\s+be|might\s+be|can\s+be|becomes|goes)(?:\s+as\s+follows|\s+like\s+this)?|\s+as\s+follows)?)";

    private const string OtherLanguages =
        @"(?:(?<new>nuev[oa]\s+|nouveau\s+|nouvelle\s+|neue[sr]?\s+|nov[oa]\s+|nuov[oa]\s+|нов(?:ая|ый)\s+|新しい)?(?:problema|pregunta|ejercicio|problème|exercice|aufgabe|frage|questão|pergunta|esercizio|domanda|задача|вопрос|問題)(?<new>\s+(?:modificado|nuevo|novo|nuovo|modifié))?)";

    private const string Chinese =
        @"(?:(?:以下|下面|这里|这)?(?:就?是)?(?:我)?(?:为您|为你|给出)?(?:一道|一个|的)?(?<new>(?:全?新的?|改编(?:后|过|好)?的?|改写(?:后|过)?的?|改动后的?|修改(?:后|过)?的?|变化后的?|变形后的?|变换后的?|变式|升级(?:后|版)?的?|进阶版?的?|更难的|更复杂的|加难后的?|调整后的?|更新后的?|改变(?:数字)?后的?|生成的|重写(?:后)?的?)+)?(?:数学)?(?<head>题目|问题|应用题|练习题?|变式题?|版本|题干|题)(?:内容)?(?:如下|是|为)?)" +
        "|(?<new>改编|改写|变式|改后|新|修改后|改编后|改写后)(?:如下)?";

    private const string Ending =
        @"(?:the\s+|an?\s+|here(?:'s|’s|\s+is)\s+(?:the\s+|a\s+)?|my\s+)?(?:(?:sample|detailed|full|complete|step[- ]by[- ]step|final|correct|model|expected|short|brief|numerical|worked|suggested|possible|reference|official|your|proposed)\s+)*(?:solutions?|answers?(?:\s+key)?|ans|explanations?|rationale|reasoning|justification|hints?|analysis|working|workings|calculations?|steps|translation|difficulty(?:\s+level)?|topics?|skills?(?:\s+tested)?|concepts?(?:\s+(?:used|tested))?|tags|level|commentary|comments?|remarks?|breakdown|" +
        @"what(?:'s|\s+has|\s+was|\s+i)?\s+changed|changes(?:\s+made)?|key\s+changes|modifications?(?:\s+made)?|summary(?:\s+of\s+changes)?|how\s+to\s+solve(?:\s+it)?|why\s+(?:this|it)\s+works|word\s+count|english(?:\s+translation)?|chinese(?:\s+translation)?|checks?|verification|" +
        @"中文(?:版|翻译)?|英文(?:版|翻译)?|解答?|解析|解法|解题(?:过程|思路|步骤|方法)?|答案?|参考答案|正确答案|标准答案|说明|解释|分析|注意?|备注|提示|思路|考点|点评|难度|改动说明|改编说明|修改说明|知识点|评注)";

    private const string EndingTail = @"(?:\s+(?:of|for|to|behind)\s[^:：.?!\n]{1,40})?";

    private const string Sometimes = @"(?:(?:important\s+)?notes?|n\.?b\.?|(?:solutions?|steps?|answers?|hints?|parts?|cases?|tasks?|options?)\s*\#?\s*\d{1,2}|第[一二三四五六七八九十\d]+步|步骤\s*[一二三四五\d]+|方案\s*[一二三四五\d]+)";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(Before + @"(?:(?:here\s+is\s+)?(?:the\s+|your\s+)?(?:original|given|initial|old|source|input|seed|parent|starting)\s+(?:math\s+|word\s+)*(?:problem|question|prompt|version|text)|(?:original|given)|原(?:题|题目|问题|来的题目|来的问题|文)|原始(?:题目|问题)|给定的?(?:题目|问题)|#?the given prompt#?)" + After, Options)]
    private static partial Regex OriginalLabel();

    [GeneratedRegex(Before + "(?:" + English + "|" + OtherLanguages + "|" + Chinese + ")" + After, Options)]
    private static partial Regex ProblemLabel();

    [GeneratedRegex(Before + "(?:" + Ending + EndingTail + After + @"|ans(?:wer)?(?<colon>\.)\s+)", Options)]
    private static partial Regex EndLabel();

    [GeneratedRegex(Before + Sometimes + @"\s*(?<colon>[*_]{0,3}\s*[:：.]\s*)", Options)]
    private static partial Regex SometimesLabel();

    [GeneratedRegex(@"^\s*(?:(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}|={3,}|~{3,})\s*$")]
    private static partial Regex Rule();

    /// <summary>What the line announces, and where its text begins after the label.</summary>
    public static (LineRole Role, int TextAt) Of(string line)
    {
        if (Rule().IsMatch(line)) return (LineRole.End, line.Length);
        if (OriginalLabel().Match(line) is { Success: true } original && Closed(original)) return (LineRole.Original, original.Length);
        if (SometimesLabel().Match(line) is { Success: true } sometimes) return (LineRole.EndIfAsked, sometimes.Length);
        if (EndLabel().Match(line) is { Success: true } end && Closed(end)) return (LineRole.End, end.Length);
        if (ProblemLabel().Match(line) is { Success: true } problem && Closed(problem))
            return (problem.Groups["final"].Success ? LineRole.FinalProblem : problem.Groups["new"].Success || problem.Groups["tail"].Success || IsVersion(problem) ? LineRole.NewProblem : LineRole.Problem, problem.Length);
        return (LineRole.Text, 0);
    }

    /// <summary>A variant or rewrite is new without saying so.</summary>
    private static bool IsVersion(Match label) =>
        label.Groups["head"].Value.ToUpperInvariant() is "VERSION" or "VARIANT" or "VARIATION" or "REWRITE" or "REWRITING" or "REVISION" or "变式" or "变式题" or "版本";

    /// <summary>A label needs its colon or closing bracket; without one it counts only as a decorated line of its own ("### New problem").</summary>
    private static bool Closed(Match match) =>
        match.Groups["colon"].Success
        || match.Groups["bracket"].Success && match.Groups["deco"].Value.AsSpan().IndexOfAny("[【「『(") >= 0
        || match.Groups["end"].Success && match.Groups["deco"].Value.AsSpan().IndexOfAny('#', '*', '_') >= 0;
}
