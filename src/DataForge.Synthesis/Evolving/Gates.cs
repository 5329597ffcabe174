using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>What a text must be to count as a new problem. Every gate has a rule's name, and holds for every kind of evolution.</summary>
internal static partial class Gates
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>Fewest letters and digits of a problem whose original has more than twice as many.</summary>
    private const int FewestCharacters = 8;

    /// <summary>Longest problem, in characters; more is a loop or an essay.</summary>
    private const int MostCharacters = 6000;

    [GeneratedRegex(@"^\W*(?:i(?:'|’)?m (?:sorry|unable|afraid|not able)|i am (?:sorry|unable|not able)|sorry\b|i (?:can(?:no|')t|can’t|cannot|won't|do(?: no|n')t (?:think|have|see|understand))\b|as an? (?:ai|language model|assistant)\b|unfortunately,? i\b|i apologi[sz]e\b|there is no (?:problem|question)\b|no problem (?:was|is) (?:given|provided)|抱歉|对不起|很遗憾|我(?:不能|无法|不会)|作为(?:一个)?(?:AI|人工智能|语言模型))", Options)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"\{\{\s*[A-Za-z_]+\s*\}\}|_{3,}|＿{2,}|(?<![\\\w}])\[(?:[A-Z]|\.\.\.|[A-Za-z]*(?:number|name|value|amount|item|object|problem|question|insert|your|quantity|unit|place|text|quantité)[A-Za-z _]*)\]|<(?:number|name|value|insert|your|amount|item)\b[^>\n]{0,40}>|(?<![\\\w}\]^_{])\{(?:number|name|value|problem|question|amount)\}|\b(?:XX+|NN+)\b|\bTBD\b|\binsert (?:a |the )?(?:number|name)|某某|（\s{2,}）数字|\[(?:数字|姓名|名字)\]|^[\s.…。·]*$", Options)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"```|~~~|https?://\S+|www\.\w|!\[[^\]]*\]\(|\]\(http|^\s*(?:def|import|from \w+ import|class|print\(|return|for \w+ in|while )[\s\w(]|#include|public static|console\.log|<script|</?(?:div|html|body|p|br)\b", Options | RegexOptions.Multiline)]
    private static partial Regex Code();

    /// <summary>A finished calculation: figures, an operation and a value after the equals sign, or after "is" right behind the figures.</summary>
    [GeneratedRegex(@"(?<![\w^_{])\$?\d[\d,.]*\s*(?:%|\w{0,12}(?:/[a-z]{3,12})?(?:\s+[a-z]{1,12}){0,5})?\s*[)）]?\s*(?:[×x*+÷/·−–-]|\\times|\\cdot|\\div|times|plus|minus|divided by|multiplied by|乘以?|加上?|减去?|除以)\s*\$?\d[\d,.]*[^=\n?？]{0,40}=\s*\$?\\?(?:boxed)?\{?\d|(?<![\w^_{])\$?\d[\d,.]*\s*(?:[×x*+÷/·−–-]|times|plus|minus|divided by|multiplied by)\s*\$?\d[\d,.]*\s*,?\s+(?:is|equals?|makes?|gives?|comes to)\s+\$?\d", Options)]
    private static partial Regex Calculation();

    [GeneratedRegex(@"\\boxed|####|\b(?:the |final |correct )*answer (?:is|=|would be|will be)(?!\s+(?:a|an|in|of|to|not|the (?:form|nearest|sum|number|set))\b)|\b(?:therefore|thus|hence),\s|\bso,? (?:the (?:total|answer)|(?:he|she|they|it) (?:has|have|reads?|needs?)) |\b(?:ans|answer|answers|solution)\s*[:：=]\s*\$?\d|答案(?:是|为|[:：])|【(?:答案|解析|分析|解答|详解|点评)】|答：|(?:^|\n)\s*解[:：]|因此[，,]|\bstep 1\s*[:：]|\b(?:he|she|they|it) (?:reads?|has|needs?) (?:a total of )?\d+ [a-z]+ (?:in total|altogether)\.|\bso,? (?:he|she|they|it|we) \w+ (?:a total of )?\$?\d[^.?？]{0,30}\bin total\b|this gives us\b|we get\b|\b(?:how (?:many|much)|what)\b[^.?!\n]{0,150},\s+which\s+(?:is|was|equals|makes|comes to)\s+\$?\d[\d,.]*\s*$", Options)]
    private static partial Regex Solution();

    /// <summary>How a solution tells what it does: "To solve this problem, we need to …", and what follows as a sentence of its own: "So he ate 2 apples."</summary>
    [GeneratedRegex(@"(?:^|[.!?\n]\s*)(?:(?:now|first|so|then|next|finally|therefore),?\s+)?(?:in order )?to (?:(?:solve|answer) (?:this|the|these|that)\b|" +
        @"(?:solve|answer|find|determine|calculate|compute|get|figure out|work out)\b[^.!?\n]{1,200}?,\s*(?:we|you|i|one)\s+(?:(?:first|then|simply|just|will|would|can|must|should|need|have)\s+(?:to\s+)?)+(?:first\s+)?(?:calculate|find|determine|compute|subtract|add|multiply|divide|use|look|consider|set|know|figure)\b)|" +
        @"(?:^|[.!?\n]\s*)(?:but\s+)?the (?:first|second|third|fourth|fifth|next|last|final) step\b[^.!?\n]{0,80}\b(?:(?:is|was|will be|would be) to|involves|requires)\b|" +
        @"[.!?]\s+so,?\s+(?:(?:on|in|after|at)\s[^.,?]{1,30},\s+)?(?:he|she|they|it|we)\s+\w+\s+\$?\d[^.?]*\.(?:\s|$)", Options)]
    private static partial Regex Explanation();

    /// <summary>What only talk around a problem holds: it was not recognized as such, so the text is not the problem alone.</summary>
    [GeneratedRegex(@"^\s*(?:#{1,6}\s|\*\*[^*\n]{1,60}\*\*\s*[:：]?\s*$)|^\s*[^\n:：.?？!\d]{0,60}\b(?:(?:new|modified|rewritten|revised|changed|original|updated|evolved) (?:problem|question|version|prompt)|problem statement)\b[^\n:：.?？!\d]{0,40}[:：]|(?:^|[.!?]\s+)this (?:is an? (?:classic|example|type|kind|problem|puzzle|question|conditional|logic\w*|lateral|variation|word)\b|(?:problem|puzzle|question|exercise) (?:is|requires|involves|tests|can be|combines|uses|asks|needs)\b)|<\|[^|>\n]{1,30}\|>|</?(?:s|[a-z_]{3,20})>|\b(?:here(?:'s|’s| is) (?:the|a|your|my) (?:new|modified|rewritten|revised)|let me know|i hope (?:this|that)|i(?:'ve|’ve| have)? (?:changed|modified|rewritten|rewrote|replaced|reworded|increased|kept) (?:the|it|this)|as requested|feel free|(?:new|modified|rewritten|original|revised) (?:problem|question|prompt|version of the (?:problem|question))\b|the given (?:prompt|problem)|rewritten prompt|would you like|do you want me)|^\s*\{\s*""|(?:改编|改写|修改)(?:后)?的?(?:题目|问题)|新题目?[:：]|以下是|希望对|^\s*(?:assistant|user|system)\s*[:：]", Options | RegexOptions.Multiline)]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"^\W*(?:(?:please )?(?:rewrite|rephrase|reword|modify|change|adapt|alter|create|generate|write|make|come up with|give me|add) (?:a |an |the |this |that |your |me |up |following |given |original |new |similar |another |more |harder |math |word )*(?:problems?|questions?|numbers?|prompts?|conditions?)\b|you are (?:a|an|the)\b|your task\b|reply with\b|respond with\b|the user (?:wants|asks|asked)|请(?:改编|改写|修改|编写|改变|根据|将)|改变(?:这道|题)|把(?:这道|上面)|你是一位|只回复)", Options)]
    private static partial Regex PromptLeak();

    [GeneratedRegex(@"(?:[,，、;；:：=+×÷*/(（\[{&<>≤≥^_\\-]|\b(?:and|or|the|an|of|to|is|are|for|with|if|then|that|by|from|but|than|every|his|their)|和|与|或|的|是|把|每|如果|在)\s*$", Options)]
    private static partial Regex Unfinished();

    /// <summary>The first gate that the text does not pass; null when it passes all.</summary>
    /// <param name="template">The prompt: its examples and instructions are not new problems.</param>
    public static Reject? Refuse(string text, Problem parent, string kind, PromptTemplate template)
    {
        var chinese = parent.Language == "zh";
        bool Own(Regex pattern) => pattern.IsMatch(text) && !pattern.IsMatch(parent.Text);
        if (Refusal().IsMatch(text)) return Drop("refusal", "the output declines to write a problem");
        if (text.Length > MostCharacters) return Drop("too_long", $"{text.Length} characters; a problem has at most {MostCharacters}");
        if (Repetition.Loops(text)) return Drop("repetition", "the output repeats itself without an end");
        if (Own(Placeholder())) return Drop("placeholder", "a blank or placeholder stands where a value should");
        if (Own(Code())) return Drop("code_or_link", "the output holds code, markup or a link");
        if (parent.Language is "zh" or "en" && !ProblemLanguage.Is(text, chinese)) return Drop("wrong_language", $"the original is {parent.Language}, the output is not");
        if (PromptLeak().IsMatch(text) || Repeats(template.Instructions, text)) return Drop("prompt_leak", "the output repeats the instructions");
        if (Own(Wrapped())) return Drop("wrapped", "talk about the work stands beside the problem");
        if (Own(Solution()) || Own(Explanation()) || (parent.Text.Length > 0 && Calculation().Count(text) > Calculation().Count(parent.Text))) return Drop("has_solution", "the output solves the problem too");
        if (Asking.AsksTheUser(text)) return Drop("clarification", "the output asks its user something");
        if (!Asking.Asks(text) || Asking.OnlyTells(text)) return Drop("unparsable", "the text found in the output asks nothing");
        if (!chinese && Asking.TellsBehind(text) && !Asking.TellsBehind(parent.Text)) return Drop("tells_behind", "a statement stands behind the last question");
        if (IsUnfinished(text) && !IsUnfinished(parent.Text)) return Drop("unfinished", "the output breaks off");
        if (Restatement.Squeeze(text).Length < FewestCharacters && Restatement.Squeeze(parent.Text).Length > 2 * FewestCharacters) return Drop("too_short", "the output is too short for a problem");
        if (Restatement.Of(parent.Text, text, kind) is { } restated) return Drop("unchanged", restated);
        if (template.Examples.Any(x => IsExample(x, text))) return Drop("copied_example", "the output is the prompt's own example");
        if (NumberWords.Any(parent.Text) && !NumberWords.Any(text)) return Drop("no_number", "the original has numbers, the output has none");
        if (SharedWords.None(parent.Text, text)) return Drop("unrelated", "the output shares no word with the original");
        return null;
    }

    /// <summary>The gates that hold for a question whoever wrote it.</summary>
    public static Reject? RefuseShape(string text)
    {
        if (text.Length > MostCharacters) return Drop("too_long", $"{text.Length} characters; a problem has at most {MostCharacters}");
        if (Repetition.Loops(text)) return Drop("repetition", "the text repeats itself without an end");
        return null;
    }

    public static Reject Drop(string rule, string reason) => new(Evolution.Stage, rule, reason);

    private static bool IsExample(string example, string text) =>
        EvolvedText.Find(example, "") is { } found && Restatement.Squeeze(found.Text) == Restatement.Squeeze(text);

    private static bool IsUnfinished(string text)
    {
        if (Unfinished().IsMatch(text)) return true;
        return Unbalanced(text, '(', ')') || Unbalanced(text, '{', '}') || text.Count(c => c == '$') is var dollars && dollars % 2 == 1 && text.Contains('\\', StringComparison.Ordinal);
    }

    /// <summary>More opened than closed. "a)" lists close without opening.</summary>
    private static bool Unbalanced(string text, char open, char close) => text.Count(c => c == open) > text.Count(c => c == close) && text.LastIndexOf(open) > text.LastIndexOf(close);

    private static bool Repeats(IEnumerable<string> instructions, string text)
    {
        var squeezed = Restatement.Squeeze(text);
        return instructions.SelectMany(Sentences.Of).Select(Restatement.Squeeze).Any(s => s.Length >= 20 && squeezed.Contains(s, StringComparison.Ordinal));
    }
}
