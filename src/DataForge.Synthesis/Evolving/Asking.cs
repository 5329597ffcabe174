using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Tells whether a text asks: a question mark, or an imperative at the head of a sentence or clause.</summary>
internal static partial class Asking
{
    private const string Imperatives =
        "find|calculate|compute|determine|evaluate|simplify|solve|prove|show|express|write|factor(?:i[sz]e)?|expand|estimate|convert|round|graph|sketch|list|count|give|name|state|derive|verify|complete|explain|identify|describe|" +
        "draw|plot|classify|compare|order|arrange|reduce|rationali[sz]e|differentiate|integrate|work out|figure out|decide|approximate|fill in|choose|select|use|add|subtract|multiply|divide|construct|check|justify";

    /// <summary>Steps of a story or of a trick, behind "and" or "then": "you double the number and subtract 3".</summary>
    private const string Steps = "add|subtract|multiply|divide|use|give|name|list|count|write|draw|select|choose|order|arrange|reduce|show|complete|check";

    /// <summary>What can be wanted of the reader. "He has to use his ribbon" and "you need to divide by 2" want nothing.</summary>
    private const string Wanted =
        "find|calculate|compute|determine|evaluate|simplify|solve|prove|show|express|write|factor(?:i[sz]e)?|estimate|convert|give|name|state|derive|verify|explain|identify|describe|work out|figure out|decide|approximate|justify|know";

    /// <summary>A clause behind the comma of "To find the number, divide …" explains how.</summary>
    private const string NotExplaining = @"(?<!(?:^|[.!?\n]\s*)(?:so,?\s+)?to\s[^.!?\n]{1,200})";

    /// <summary>Question words that stand without a question mark: at the head of a sentence, "what" and "how" after a comma too. "Which", "who", "when" and "where" after a comma tell and do not ask.</summary>
    private const string Unmarked = @"(?:^|[.!:;。！：；]\s*|\n\s*)(?:what|how|which|who)\b|,\s+(?:what|how)\b";

    /// <summary>What "to" stands behind where it gives the reader an order: "you are asked to find". "To find the sum, add" and "the next step is to find the sum" explain.</summary>
    private const string AskedTo = @"(?<!\b(?:step|way|method|process|key|trick|idea|approach|secret)\b[^.!?\n]{0,80})\b(?:asked|told|is|are|task|goal|required|you|us|(?:you|we) (?:need|want|have|wish|would like)|how)\s+to\s+";

    /// <summary>What a person of the story may want or need that the reader is to do for them. "She wants to give a present" asks nothing.</summary>
    private const string WantedOfTheStory = @"\b(?:needs?|wants?|has|have|wish(?:es)?|likes?)\s+to\s+know\b|" + NotExplaining + @"\b(?:needs?|wants?|has|have|wish(?:es)?|likes?)\s+to\s+(?:find|calculate|compute|determine|evaluate|estimate|work out|figure out|decide)\b";

    [GeneratedRegex(@"(?:^|[.!:;。！：；，]\s*|\n\s*|" + NotExplaining + @"(?:,\s+|\b(?:then|and|also)\s+(?!(?:" + Steps + @")\b)|\bplease\s+)|[(（]?[a-h\divx]{1,3}[)）.]\s+|^[$\\(\[{]+[^\n]{1,200}?[.,]\s+)(?:" + Imperatives + @")\b|" + AskedTo + "(?:" + Wanted + @")\b|" + WantedOfTheStory, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Orders();

    [GeneratedRegex(Unmarked, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex UnmarkedQuestion();

    /// <summary>Heads of sentences that may follow a question and belong to it.</summary>
    [GeneratedRegex(@"^\s*(?:assum|suppos|note\b|round|your\b|answers?\b|you\b|here\b|where\b|all\b|let\b|if\b|\(|（)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GoesOn();

    /// <summary>Words first, and three of them: no formula, figure or list of choices.</summary>
    [GeneratedRegex(@"^\s*[""“'‘]?\p{L}+[\s,'’](?:.*?\b\p{L}{2,}\b){3}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Prose();

    [GeneratedRegex(@"[?？]|多少|几[个只次天人元分本条支米种年岁张块辆页道颗棵件袋箱瓶小]|求|计算|证明|化简|解(?:下列|不等式|方程)|哪[个些种一]|是否|能否|写出|列出|判断|比较|试|画出|说明|算一算|填|_{2,}|＿{2,}|[（(]\s*[）)]")]
    private static partial Regex Chinese();

    /// <summary>The questions that a model puts to its user: about the work, not about the problem.</summary>
    [GeneratedRegex(@"\b(?:would you (?:like|prefer|want)|do you (?:want|need|prefer|have)|should i\b|shall i\b|can i\b|may i\b|(?:could|can|would) you (?:please |kindly )?(?:provide|clarify|share|specify|give|send|tell|confirm|let)|please (?:provide|clarify|share|specify|send|confirm)|what (?:kind|type|sort) of (?:problem|change|question)|is there anything|how (?:does|about) (?:this|that)|does (?:this|that) (?:work|help)|anything else|need (?:me|any|more))\b|请(?:提供|告诉|问您|确认|说明您)|您(?:需要|想要|希望)|需要我|要不要我|是否需要", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfTheUser();

    /// <summary>True when a sentence of the text asks or orders something of its reader.</summary>
    public static bool Asks(string text) => AsksOutright(text) || UnmarkedQuestion().IsMatch(text);

    /// <summary>True when all that asks is a question without its mark, and statements follow it: "How many there are is a puzzle. There are ten."</summary>
    public static bool OnlyTells(string text)
    {
        if (AsksOutright(text)) return false;
        var sentences = Sentences.Of(text).Where(s => !string.IsNullOrWhiteSpace(s)).ToArray();
        var last = Array.FindLastIndex(sentences, s => UnmarkedQuestion().IsMatch(s));
        return sentences.Skip(last + 1).Any(s => !GoesOn().IsMatch(s));
    }

    /// <summary>True when a statement stands behind the last sentence that asks, and is no condition or instruction that goes on with it: "How many are left? Ten are left in the box."</summary>
    public static bool TellsBehind(string text)
    {
        var sentences = Sentences.Of(text).Where(s => !string.IsNullOrWhiteSpace(s)).ToArray();
        var last = Array.FindLastIndex(sentences, Asks);
        return last >= 0 && sentences.Skip(last + 1).Any(s => Prose().IsMatch(s) && !GoesOn().IsMatch(s) && !Remarks.IsContinuation(s));
    }

    /// <summary>A question mark, an order, or what asks in Chinese.</summary>
    private static bool AsksOutright(string text) => Chinese().IsMatch(text) || Orders().IsMatch(text);

    /// <summary>True when the text talks to the user about the work: an offer or a request for clarification.</summary>
    public static bool AsksTheUser(string text) => OfTheUser().IsMatch(text);
}
