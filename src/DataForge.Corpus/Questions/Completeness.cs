using System.Text.RegularExpressions;
using DataForge.Synthesis;

namespace DataForge.Corpus;

/// <summary>Tells whether a question stands on its own, away from its document.</summary>
public static partial class Completeness
{
    public const string AsksNothing = "asks_nothing", NeedsFigure = "needs_figure", RefersElsewhere = "refers_elsewhere";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(?:figure|fig\.|graph|diagram|chart|picture|image|photo|map|plot|drawing|screenshot)s?\s+(?:\(?\d|below|above|shown|given|at (?:the )?(?:left|right)|to the (?:left|right)|on the (?:left|right))|\b(?:in|from|using|see|use|of|on|consider|refer to|with)\s+(?:the|this|each)\s+(?:following |accompanying |given |adjacent |corresponding |above )?(?:figure|diagram|picture|image|photo|map|drawing|graph (?:below|above|shown|in|to)|graphs? given)\b|\b(?:as|is|are)?\s*(?:shown|pictured|graphed|illustrated|depicted)\s+(?:in|below|above|at|here|on the)\b(?!\s+(?:that|how))|如图|下图|上图|右图|左图|图中|图\s*\d|所示", Options)]
    private static partial Regex Figure();

    [GeneratedRegex(@"\btable\s+(?:\(?\d|below|above)|\b(?:the|this) (?:following|given|accompanying) table\b|下表|上表|表\s*\d", Options)]
    private static partial Regex Table();

    [GeneratedRegex(@"\b(?:previous|preceding|last|above|earlier|foregoing|prior|next|following)\s+(?:exercises?|problems?|questions?|examples?|theorems?|sections?|chapters?|lemma)\b(?!\s*[,:])|\b(?:exercises?|problems?|examples?|theorems?|lemmas?|sections?|equations?|eq\.|propositions?|corollary|definitions?|chapters?|page|listing|algorithm)\s+\(?\d+(?:[.\-–]\d+)*\)?|\baccording to the (?:text|passage|document|article|author|excerpt|section|chapter|lecture|book|page)\b|\b(?:in|from|by|of) the (?:text|passage|document|article|excerpt|given text|provided text|textbook|lecture|author)\b|\bas (?:discussed|defined|described|mentioned|explained|stated|noted) (?:above|before|earlier|in)\b|上题|前一题|上一题|前面的?例|例\s*\d|根据(?:上文|文章|材料|课文|文中)|文中|上述(?:定理|例|文)", Options)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"^\s*(?:for|in)\s+(?:each\s+of\s+)?(?:the\s+)?(?:following|next|these)?\s*(?:exercises?|problems?|questions?)(?:\s+\d+\s*(?:[-–—]|to|through|and)\s*\d+)?\s*[,:]|^\s*exercises?\s+\d+\s*[-–—]\s*\d+\s*[.:,]", Options)]
    private static partial Regex OwnInstruction();

    /// <summary>What is missing; null for a question that is whole.</summary>
    public static string? Missing(string problem)
    {
        if (!QuestionGates.Asks(problem)) return AsksNothing;
        var text = OwnInstruction().Replace(problem, "");
        if (Figure().IsMatch(text) || Table().IsMatch(text) && !HasTable(problem)) return NeedsFigure;
        return Elsewhere().IsMatch(text) ? RefersElsewhere : null;
    }

    private static bool HasTable(string text) => text.Split('\n').Count(l => l.Count(c => c == '|') >= 2) >= 2;
}
