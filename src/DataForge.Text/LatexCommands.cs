namespace DataForge.Text;

/// <summary>What the normalizer does with a LaTeX command.</summary>
internal enum LatexAction : byte
{
    /// <summary>A token with the command's name.</summary>
    Keep,

    /// <summary>Only looks: spacing, fonts, sizes, delimiters; and operators, which vanish as <c>+</c> and <c>=</c> do.</summary>
    Drop,

    /// <summary>Gone with the brace group after it: environments, lengths, labels.</summary>
    DropGroup,

    /// <summary><c>\frac12</c>: digits after it are arguments of one digit.</summary>
    Fraction,
}

/// <summary>The LaTeX canonical form, as data: names in lower case, because whole documents get upper-cased.</summary>
internal static class LatexCommands
{
    internal static readonly string[] Dropped =
    [
        "left", "right", "middle", "big", "bigl", "bigr", "bigg", "biggl", "biggr", "bigm", "biggm", "quad", "qquad", "enspace", "thinspace", "medspace", "thickspace",
        "negthinspace", "nobreak", "allowbreak", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "text", "textbf", "textit", "textrm", "textsf",
        "texttt", "textup", "textsc", "textnormal", "emph", "mbox", "hbox", "fbox", "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathnormal", "mathbb", "mathcal", "mathfrak", "mathscr",
        "boldsymbol", "bm", "pmb", "bf", "it", "rm", "sf", "tt", "cal", "bfseries", "itshape", "operatorname", "mathop", "mathord", "mathbin", "mathrel", "mathopen", "mathclose", "mathpunct",
        "underline", "underbar", "boxed", "centering", "noindent", "par", "newline", "linebreak", "smallskip", "medskip", "bigskip", "hfill", "vfill", "hline", "cline", "toprule",
        "midrule", "bottomrule", "small", "large", "huge", "tiny", "normalsize", "footnotesize", "item", "nonumber", "notag", "protect", "relax", "strut", "mathstrut", "cdot", "times", "div", "pm", "mp",
        "ast", "star", "bullet", "le", "leq", "leqslant", "leqq", "ge", "geq", "geqslant", "geqq", "lt", "gt", "ne", "neq", "equiv", "approx", "sim", "simeq", "cong", "doteq", "propto",
        "to", "rightarrow", "leftarrow", "longrightarrow", "leftrightarrow", "implies", "iff", "mapsto", "longmapsto", "colon", "mid", "vert", "lvert", "rvert", "lbrace", "rbrace", "lbrack", "rbrack", "langle", "rangle",
        "backslash", "prime", "dots", "ldots", "cdots", "dotsc", "dotsb", "dotsm", "dotsi", "dotso", "vdots", "ddots", "therefore", "because", "setminus", "smallsetminus", "nonbreakingspace", "blacksquare", "square", "qed",
    ];

    internal static readonly string[] DroppedWithGroup =
        ["begin", "end", "hspace", "vspace", "hskip", "vskip", "label", "tag", "ref", "eqref", "cite", "color", "textcolor", "phantom", "hphantom", "vphantom", "rule", "setlength", "includegraphics", "kern"];

    internal static readonly string[] Fractions = ["frac", "binom"];

    internal static readonly (string Name, string As)[] Aliases =
    [
        ("dfrac", "frac"), ("tfrac", "frac"), ("cfrac", "frac"), ("nicefrac", "frac"), ("sfrac", "frac"), ("dbinom", "binom"), ("tbinom", "binom"),
        ("varnothing", "emptyset"), ("degree", "circ"), ("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("delta", "δ"), ("epsilon", "ε"), ("varepsilon", "ε"), ("zeta", "ζ"), ("eta", "η"),
        ("theta", "θ"), ("vartheta", "θ"), ("iota", "ι"), ("kappa", "κ"), ("lambda", "λ"), ("mu", "μ"), ("nu", "ν"), ("xi", "ξ"), ("pi", "π"), ("rho", "ρ"), ("varrho", "ρ"), ("sigma", "σ"),
        ("varsigma", "σ"), ("tau", "τ"), ("upsilon", "υ"), ("phi", "φ"), ("varphi", "φ"), ("chi", "χ"), ("psi", "ψ"), ("omega", "ω"), ("triangleq", "triangle"), ("bigtriangleup", "triangle"),
        ("bigcap", "cap"), ("bigcup", "cup"), ("subsetneq", "subset"), ("widehat", "hat"), ("widetilde", "tilde"), ("overrightarrow", "vec"),
    ];

    internal static LatexAction Find(uint name, out uint token)
    {
        var slots = Table;
        for (var at = name >> 1; ; at++)
        {
            ref readonly var slot = ref slots[at & (Slots - 1)];
            if (slot.Name != name && slot.Name != 0) continue;
            token = slot.Name == 0 ? name : slot.Token;
            return slot.Action;
        }
    }

    private const int Slots = 1024; // a quarter of them taken

    private readonly record struct Slot(uint Name, uint Token, LatexAction Action);

    private static readonly Slot[] Table = Build();

    private static Slot[] Build()
    {
        var table = new Slot[Slots];
        foreach (var name in Dropped) Put(name, 0, LatexAction.Drop);
        foreach (var name in DroppedWithGroup) Put(name, 0, LatexAction.DropGroup);
        foreach (var name in Fractions) Put(name, Token.HashOf(name), LatexAction.Fraction);
        foreach (var (name, other) in Aliases) Put(name, Token.HashOf(other), Fractions.Contains(other) ? LatexAction.Fraction : LatexAction.Keep);
        return table;

        void Put(string command, uint token, LatexAction action)
        {
            var name = Token.HashOf(command);
            var at = (int)(name >> 1) & (Slots - 1);
            while (table[at].Name != 0 && table[at].Name != name) at = (at + 1) & (Slots - 1);
            table[at] = new Slot(name, token, action);
        }
    }
}
