using System.Collections.Frozen;

namespace DataForge.Extraction.MathMl;

/// <summary>LaTeX of the characters that stand in MathML's <c>mo</c> and <c>mi</c>.</summary>
internal static class MathOperators
{
    /// <summary>Invisible: function application, times, separator, plus, and zero-width characters.</summary>
    public const string Invisible = "\u2061\u2062\u2063\u2064\u200B\u200C\u200D\u2060\uFEFF";

    private const string Table =
        "− -|∗ *|⋅ \\cdot|· \\cdot|× \\times|÷ \\div|± \\pm|∓ \\mp|∘ \\circ|• \\bullet|⊕ \\oplus|⊖ \\ominus|⊗ \\otimes|⊘ \\oslash|⊙ \\odot|∧ \\wedge|∨ \\vee|∩ \\cap|∪ \\cup|⊎ \\uplus|⊓ \\sqcap|⊔ \\sqcup|∖ \\setminus|⋆ \\star|⋄ \\diamond|† \\dagger|‡ \\ddagger|⨿ \\amalg|≀ \\wr|" +
        "≤ \\leq|≥ \\geq|≠ \\neq|≡ \\equiv|≈ \\approx|∼ \\sim|≃ \\simeq|≅ \\cong|≐ \\doteq|∝ \\propto|≪ \\ll|≫ \\gg|≺ \\prec|≻ \\succ|⪯ \\preceq|⪰ \\succeq|⩽ \\leqslant|⩾ \\geqslant|≦ \\leqq|≧ \\geqq|≲ \\lesssim|≳ \\gtrsim|≶ \\lessgtr|≍ \\asymp|≜ \\triangleq|≔ :=|≕ =:|⊨ \\models|⊢ \\vdash|⊣ \\dashv|⊥ \\perp|∥ \\parallel|∣ \\mid|∤ \\nmid|∦ \\nparallel|≁ \\nsim|≇ \\ncong|≮ \\nless|≯ \\ngtr|≰ \\nleq|≱ \\ngeq|≢ \\not\\equiv|≉ \\not\\approx|" +
        "∈ \\in|∉ \\notin|∋ \\ni|∌ \\not\\ni|⊂ \\subset|⊃ \\supset|⊆ \\subseteq|⊇ \\supseteq|⊊ \\subsetneq|⊋ \\supsetneq|⊄ \\not\\subset|⊈ \\nsubseteq|⊏ \\sqsubset|⊐ \\sqsupset|⊑ \\sqsubseteq|⊒ \\sqsupseteq|⋈ \\bowtie|◃ \\triangleleft|▹ \\triangleright|⊲ \\lhd|⊳ \\rhd|⊴ \\unlhd|⊵ \\unrhd|" +
        "→ \\to|← \\leftarrow|↔ \\leftrightarrow|⇒ \\Rightarrow|⇐ \\Leftarrow|⇔ \\Leftrightarrow|↦ \\mapsto|⟶ \\longrightarrow|⟵ \\longleftarrow|⟷ \\longleftrightarrow|⟹ \\implies|⟸ \\impliedby|⟺ \\iff|⟼ \\longmapsto|↑ \\uparrow|↓ \\downarrow|⇑ \\Uparrow|⇓ \\Downarrow|↕ \\updownarrow|↗ \\nearrow|↘ \\searrow|↖ \\nwarrow|↙ \\swarrow|↪ \\hookrightarrow|↩ \\hookleftarrow|⇀ \\rightharpoonup|↼ \\leftharpoonup|⇌ \\rightleftharpoons|⇝ \\rightsquigarrow|↠ \\twoheadrightarrow|↣ \\rightarrowtail|⇄ \\rightleftarrows|↛ \\nrightarrow|" +
        "∀ \\forall|∃ \\exists|∄ \\nexists|¬ \\neg|∂ \\partial|∇ \\nabla|∞ \\infty|∅ \\emptyset|⌀ \\varnothing|∴ \\therefore|∵ \\because|∠ \\angle|∡ \\measuredangle|△ \\triangle|▵ \\triangle|□ \\square|◻ \\square|■ \\blacksquare|◊ \\lozenge|★ \\bigstar|√ \\surd|⊤ \\top|∎ \\blacksquare|♠ \\spadesuit|♡ \\heartsuit|♢ \\diamondsuit|♣ \\clubsuit|♯ \\sharp|♭ \\flat|♮ \\natural|¶ \\P|§ \\S|© \\copyright|° ^{\\circ}|" +
        "∑ \\sum|∏ \\prod|∐ \\coprod|∫ \\int|∬ \\iint|∭ \\iiint|⨌ \\iiiint|∮ \\oint|∯ \\oiint|⋃ \\bigcup|⋂ \\bigcap|⨆ \\bigsqcup|⋁ \\bigvee|⋀ \\bigwedge|⨁ \\bigoplus|⨂ \\bigotimes|⨀ \\bigodot|⨄ \\biguplus|" +
        "… \\ldots|⋯ \\cdots|⋮ \\vdots|⋱ \\ddots|⟨ \\langle|⟩ \\rangle|〈 \\langle|〉 \\rangle|⌊ \\lfloor|⌋ \\rfloor|⌈ \\lceil|⌉ \\rceil|‖ \\|" + "|⟦ \\llbracket|⟧ \\rrbracket|⌜ \\ulcorner|⌝ \\urcorner|⟮ \\lgroup|⟯ \\rgroup|{ \\{|} \\}|% \\%|$ \\$|# \\#|& \\&|_ \\_|\\ \\backslash|~ \\sim|′ '|″ ''|‴ '''|⁗ ''''|‵ \\backprime|" +
        "α \\alpha|β \\beta|γ \\gamma|δ \\delta|ϵ \\epsilon|ε \\varepsilon|ζ \\zeta|η \\eta|θ \\theta|ϑ \\vartheta|ι \\iota|κ \\kappa|ϰ \\varkappa|λ \\lambda|μ \\mu|µ \\mu|ν \\nu|ξ \\xi|π \\pi|ϖ \\varpi|ρ \\rho|ϱ \\varrho|σ \\sigma|ς \\varsigma|τ \\tau|υ \\upsilon|ϕ \\phi|φ \\varphi|χ \\chi|ψ \\psi|ω \\omega|ϝ \\digamma|" +
        "Γ \\Gamma|Δ \\Delta|∆ \\Delta|Θ \\Theta|Λ \\Lambda|Ξ \\Xi|Π \\Pi|Σ \\Sigma|Υ \\Upsilon|ϒ \\Upsilon|Φ \\Phi|Ψ \\Psi|Ω \\Omega|Ω \\Omega|" +
        "ℏ \\hbar|ħ \\hbar|ℓ \\ell|ℜ \\Re|ℑ \\Im|℘ \\wp|ℵ \\aleph|ℶ \\beth|ℷ \\gimel|ı \\imath|ȷ \\jmath|ð \\eth|℧ \\mho|Å \\AA|" +
        "ℝ \\mathbb{R}|ℂ \\mathbb{C}|ℕ \\mathbb{N}|ℚ \\mathbb{Q}|ℤ \\mathbb{Z}|ℙ \\mathbb{P}|ℍ \\mathbb{H}|ℬ \\mathcal{B}|ℰ \\mathcal{E}|ℱ \\mathcal{F}|ℋ \\mathcal{H}|ℐ \\mathcal{I}|ℒ \\mathcal{L}|ℳ \\mathcal{M}|ℛ \\mathcal{R}|ℊ \\mathcal{g}|ℴ \\mathcal{o}|ℯ \\mathcal{e}|ℭ \\mathfrak{C}|ℌ \\mathfrak{H}|ℨ \\mathfrak{Z}|ⅆ d|ⅇ e|ⅈ i|ⅉ j|ⅅ D";

    private static readonly FrozenDictionary<string, string> ByCharacter = Parse();

    /// <summary>Names that LaTeX sets upright by a command of their own.</summary>
    public static readonly FrozenSet<string> Functions = FrozenSet.ToFrozenSet(
    [
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "coth", "log", "ln", "lg", "exp", "lim", "liminf", "limsup", "max", "min", "sup", "inf", "det", "dim", "ker", "hom", "deg", "gcd", "arg", "Pr", "injlim", "projlim",
    ]);

    /// <summary>Functions whose scripts are limits.</summary>
    public static readonly FrozenSet<string> WithLimits = FrozenSet.ToFrozenSet(["lim", "liminf", "limsup", "max", "min", "sup", "inf", "det", "gcd", "Pr", "injlim", "projlim"]);

    /// <summary>Big operators, whose scripts are limits.</summary>
    public const string Big = "∑∏∐∫∬∭⨌∮∯⋃⋂⨆⋁⋀⨁⨂⨀⨄";

    /// <summary>Accents by the character that stands over the base: narrow and wide command.</summary>
    public static readonly FrozenDictionary<string, (string Narrow, string Wide)> Over = new Dictionary<string, (string, string)>
    {
        ["^"] = ("hat", "widehat"), ["ˆ"] = ("hat", "widehat"), ["̂"] = ("hat", "widehat"), ["~"] = ("tilde", "widetilde"), ["˜"] = ("tilde", "widetilde"), ["∼"] = ("tilde", "widetilde"), ["̃"] = ("tilde", "widetilde"),
        ["¯"] = ("bar", "overline"), ["ˉ"] = ("bar", "overline"), ["̄"] = ("bar", "overline"), ["‾"] = ("overline", "overline"), ["―"] = ("overline", "overline"), ["_"] = ("overline", "overline"), ["̅"] = ("overline", "overline"), ["−"] = ("bar", "overline"), ["-"] = ("bar", "overline"),
        ["→"] = ("vec", "overrightarrow"), ["⃗"] = ("vec", "overrightarrow"), ["⟶"] = ("overrightarrow", "overrightarrow"), ["←"] = ("overleftarrow", "overleftarrow"), ["⃖"] = ("overleftarrow", "overleftarrow"), ["↔"] = ("overleftrightarrow", "overleftrightarrow"), ["⇀"] = ("vec", "overrightharpoon"),
        ["˙"] = ("dot", "dot"), ["."] = ("dot", "dot"), ["̇"] = ("dot", "dot"), ["¨"] = ("ddot", "ddot"), ["̈"] = ("ddot", "ddot"), ["⃛"] = ("dddot", "dddot"), ["˘"] = ("breve", "breve"), ["ˇ"] = ("check", "widecheck"), ["´"] = ("acute", "acute"), ["`"] = ("grave", "grave"), ["˚"] = ("mathring", "mathring"),
        ["⏞"] = ("overbrace", "overbrace"), ["︷"] = ("overbrace", "overbrace"), ["⎴"] = ("overbracket", "overbracket"), ["⏜"] = ("overparen", "overparen"), ["⏠"] = ("overgroup", "overgroup"),
    }.ToFrozenDictionary();

    /// <summary>Commands by the character that stands under the base.</summary>
    public static readonly FrozenDictionary<string, string> Under = new Dictionary<string, string>
    {
        ["_"] = "underline", ["̲"] = "underline", ["‾"] = "underline", ["¯"] = "underline", ["―"] = "underline", ["⏟"] = "underbrace", ["︸"] = "underbrace", ["⎵"] = "underbracket", ["⏝"] = "underparen", ["→"] = "underrightarrow", ["←"] = "underleftarrow", ["~"] = "utilde", ["˷"] = "utilde",
    }.ToFrozenDictionary();

    /// <summary>Arrows that stretch over a label.</summary>
    public static readonly FrozenDictionary<string, string> Stretching = new Dictionary<string, string>
    {
        ["→"] = "xrightarrow", ["⟶"] = "xrightarrow", ["←"] = "xleftarrow", ["⟵"] = "xleftarrow", ["⇒"] = "xRightarrow", ["⇐"] = "xLeftarrow", ["↔"] = "xleftrightarrow", ["⇌"] = "xrightleftharpoons", ["↦"] = "xmapsto", ["↪"] = "xhookrightarrow",
    }.ToFrozenDictionary();

    /// <summary>The character's LaTeX; the character where it has none of its own.</summary>
    public static string Of(string character) => ByCharacter.GetValueOrDefault(character, character);

    private static FrozenDictionary<string, string> Parse()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Table.Split('|'))
        {
            var space = entry.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0) table[entry[..space]] = entry[(space + 1)..];
        }

        table["‖"] = "\\|";
        table["|"] = "|";
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
