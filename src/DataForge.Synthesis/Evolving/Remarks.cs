using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Recognizes a model's talk around a problem: courtesies and lead-ins before it, comments, offers and solutions after it.</summary>
/// <remarks>Whole sentences are judged. A sentence of a problem is no remark only because it holds "problem", "here" or "I": a remark
/// names the work (a problem, version, request or change) and speaks as its author, or is a fixed courtesy.</remarks>
internal static partial class Remarks
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string Courtesies = @"(?:sure(?: thing)?|certainly|of course|okay|ok|absolutely|great(?: question| idea| request)?|alright|all right|got it|understood|definitely|no problem|gladly|happy to help|i(?:'d| would) be (?:happy|glad) to(?: help)?|with pleasure|yes|hello|hi(?: there)?|hey|thanks?(?: you)?(?: for[^.!?\n]{0,80})?|nice|good|perfect|excellent|right|i can (?:certainly |definitely |gladly )?(?:help(?: you)?|do that)(?: with (?:that|this))?|let(?:'s|’s) (?:do|get|begin|go)[a-z ]{0,20}|here you go|here it is|there you go|好的?|当然(?:可以)?|没问题|可以|明白了?|收到|您?好|嗯)";

    [GeneratedRegex(@"^[\s*_#>]*(?:" + Courtesies + @"[\s,!！.。，、:：~～*_😊🙂👍-]*)+$", Options)]
    private static partial Regex Courtesy();

    [GeneratedRegex(@"^[\s*_]*" + Courtesies + @"(?:\s*[,!！.。，:：]\s*|\s+(?=here|i|let|below))", Options)]
    private static partial Regex CourtesyFirst();

    private const string Work = @"(?:problem|question|version|variant|variation|exercise|task|prompt|rewrite|scenario|example|request(?:ed)?|one|numbers?|题目?|问题|改编|变式)";

    /// <summary>A lead-in names the work, holds no figure, and announces: it ends with a colon, or begins as one who presents.</summary>
    [GeneratedRegex(@"^[\s*_#>]*(?:(?:here(?:'s|’s| is| are| comes| you)\b|below\b|this is\b|the following\b|as (?:requested|you (?:asked|requested|wished)|per your|asked|instructed)\b|i(?:'ve|’ve| have|'ll|’ll| will|'m| am)\b|let me\b|let's (?:change|create|write|modify|rewrite|make)\b|based on (?:the|your|this)\b|to (?:make|create|change|modify|rewrite|increase|add)\b|following your\b|using the (?:original|given|same)\b|in (?:this|the) (?:new|modified|revised|rewritten)\b|my (?:new|modified|revised|rewritten|version)\b|the (?:new|modified|revised|rewritten|changed|updated|evolved|resulting) (?:problem|question|version)\b)[^:：?？\d\n]{0,200}\b" + Work + @"s?\b[^:：?？\d\n]{0,120}[:：.!]?|(?:以下|下面|这里|这|我(?:将|把|已|为|给|对)|根据(?:您|你|要求|原题|您的要求)|按照(?:您|你)?的?要求|基于原题)[^:：?？\d\n]{0,80}(?:题|问题|改编|变式|版本|修改|改写)[^:：?？\d\n]{0,40}[:：。！]?)[\s*_]*$", Options)]
    private static partial Regex LeadIn();

    /// <summary>Comments, offers and solutions that follow a problem.</summary>
    [GeneratedRegex(@"^[\s(\[*_>（【-]*(?:this (?:new |modified |rewritten |revised |updated |version of the |evolved |more complex )*(?:problem|question|version|exercise|variation|variant|scenario|change|modification|rewrite|one)\b|these (?:numbers|changes|problems|questions)\b|in this (?:new |modified |rewritten |revised |updated )*(?:problem|version|question|variation|variant)\b|" +
        @"i hope\b|hope (?:this|that|it)\b|let me know\b|feel free\b|would you like\b|do you (?:want|need)\b|if you(?:'d| would) like\b|if you (?:need|want|have any)\b|please let me\b|happy to\b|happy (?:solving|learning)\b|enjoy\b|good luck\b|have fun\b|is there anything\b|should i\b|shall i\b|can i (?:help|provide)\b|note that (?:i|the (?:numbers|problem|question|story|original))\b|note: i\b|" +
        @"i(?:'ve|’ve| have)? (?:also )?(?:changed|replaced|added|modified|introduced|rewrote|kept|made|used|created|combined|increased|adjusted|turned|swapped|updated|altered)\b|i(?:'ve|’ve| have) \w+ed the\b|the (?:numbers?|story|context|values?|names?|original|wording|situation|structure|setting|main change|only change|new (?:problem|question|version|numbers?)|changes?|modified (?:problem|question)|solution|answer|correct answer|final answer|difficulty|key)\b(?:[^.?!\n]{0,60}\b(?:is|are|was|were|stays?|remains?|has|have|been|requires|involves|becomes|now|to this)\b)[^?？]*$|" +
        @"to (?:solve|find|answer|calculate|compute|get|determine)\b[^?？]*$|let(?:'s|’s| us) (?:solve|start|first|calculate|find|begin|denote|break|work|see|check)\b|we (?:can|need to|must|first|have to|know|will|start) [^?？]*$|first,? (?:we|calculate|find|let|multiply|add|i)\b|(?:therefore|thus|hence|so),? [^?？]*$|(?:the )?(?:answer|solution|result)\s*(?:is|:|=)(?!\s*(?:to|in|as|with|without|rounded?|correct|give|use|exact)\b)|" +
        @"\d+ words\b|word count\b|numbers? changed\b|changed numbers?\b|(?:source|credit|tags?|topic|difficulty|level|skills?)\s*:|希望(?:这|对|能|本|以上|您|你)|这道新?题目?(?:中|里|将|把|通过|增加|考查|考察|结合|的|改|保|是|需)|这个新?(?:题目|问题|版本)(?:中|里|将|把|通过|增加|考查|考察|结合|的|改|保|需)|本题|此题|该题|改编后|改动|(?:我|这里)(?:将|把|对|在|只|仅|保留|改|增加|修改)|如果您?你?(?:需要|想|有|还)|如需|需要我|您(?:需要|觉得)|以上|注意|注[:：]|数字(?:已|改|由|从)|共\d+字|因此|所以[，,]?(?:答案|一共|共)|答案(?:是|为)|首先|根据题意|解[:：]|由题意)", Options)]
    private static partial Regex Trailing();

    /// <summary>An aside in brackets that comments on the problem or gives its answer away.</summary>
    [GeneratedRegex(@"^[(（\[【*_\s]*(?:hint|note|changed|modified|the numbers|i (?:have )?(?:changed|replaced|modified|used)|numbers (?:have|were)|this (?:problem|question)|\d+ words|source|adapted|originally|from the original|new numbers|提示|改动|注|改编自|数字)", Options)]
    private static partial Regex Aside();

    [GeneratedRegex(@"^(?:to|in|as|with|without|using|round(?:ed|ing)?|correct|give|express|use|leave|up|within|by|write|include|show|state|at|on|保留|精确|用|结果|以|请)\b?", Options)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"(?<=[\s.?!。？！])[(\[（【]\s*(?:the\s+)?(?:(?:correct|final|expected)\s+)?(?:answers?|ans|solution|key|答案?|参考答案)\s*(?:is\s+|[:：=]\s*)(?<answer>[^)\]）】\n]*)[)\]）】]\s*$|(?<=[.?!。？！])\s*[*_]{0,3}(?:(?:correct|final|expected)\s+)?(?:answers?|ans|solution|答案?|解)\s*[*_]{0,3}\s*[:：=]\s*(?<answer>[^\n]*)$", Options)]
    private static partial Regex InlineAnswer();

    [GeneratedRegex(@"\s*[(（\[](?<aside>[^()（）\[\]\n]{3,200})[)）\]]\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\b(?:problems?|questions?|versions?|variants?|variations?|exercise|rewrit\w*|rewrote|modif\w*|chang\w*|request\w*|original|context|story|scenario|difficulty|concepts?|skills?|students?|practi[cs]\w*|teach\w*|learn\w*|solv\w*|solutions?|answers?|multipl\w*|operations?|steps?)\b|题|改|变|解|答案|思路|考查", Options)]
    private static partial Regex WorkWord();

    [GeneratedRegex(@"^\W*(?:assum|suppos|note\b|us(?:e|ing)\b|give\b|round|express|write|show|explain|includ|ignor|leav|consider|remember|take\b|let\b|there\b|each\b|all\b|if\b|your\b|answers? (?:should|must|to)|you (?:may|can|should|must)|\(?[a-d1-9]\)|假设|设|其中|注意|已知|结果|请|保留)", Options)]
    private static partial Regex Continuation();

    /// <summary>True for a sentence or paragraph that sets a condition or says what the answer looks like.</summary>
    public static bool IsContinuation(string text) => Continuation().IsMatch(text);

    /// <summary>True for a paragraph after a problem that talks about the work and does not go on with the problem ("Assume that …").</summary>
    public static bool IsComment(string paragraph) => !Asking.Asks(paragraph) && !Continuation().IsMatch(paragraph) && WorkWord().IsMatch(paragraph);

    /// <summary>True for a paragraph before a problem that talks about the work: no figure, no question, and no word of its own in common with the problem.</summary>
    public static bool IsPreface(string paragraph, string problem) =>
        !paragraph.Any(char.IsDigit) && !Asking.Asks(paragraph) && WorkWord().IsMatch(paragraph) && !SharedWords.Share(WorkWord().Replace(paragraph, ""), problem);

    /// <summary>True for a sentence that only leads in.</summary>
    public static bool IsLeadIn(string sentence)
    {
        if (Courtesy().IsMatch(sentence)) return true;
        var bare = CourtesyFirst().Replace(sentence, "", 1);
        return LeadIn().IsMatch(bare.Trim());
    }

    /// <summary>True for a sentence that comments, offers or solves, and so ends the problem before it.</summary>
    public static bool IsTrailing(string sentence) => Trailing().IsMatch(sentence) || Courtesy().IsMatch(sentence) || Asking.AsksTheUser(sentence);

    /// <summary>The text without an answer or an aside in brackets at its end. An instruction about the answer ("Answer: to the nearest whole number") is part of the problem.</summary>
    public static string WithoutAnswer(string text)
    {
        while (true)
        {
            if (InlineAnswer().Match(text) is { Success: true } answer && !Instruction().IsMatch(answer.Groups["answer"].Value)) text = text[..answer.Index].TrimEnd();
            else if (Bracketed().Match(text) is { Success: true } bracketed && Aside().IsMatch(bracketed.Groups["aside"].Value)) text = text[..bracketed.Index].TrimEnd();
            else return text;
        }
    }
}
