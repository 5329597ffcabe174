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
        if (!Table.TryGetValue(name, out var entry)) entry = (LatexAction.Keep, name);
        token = entry.Token;
        return entry.Action;
    }

    private static readonly Dictionary<uint, (LatexAction Action, uint Token)> Table = Build();

    private static Dictionary<uint, (LatexAction Action, uint Token)> Build()
    {
        var table = new Dictionary<uint, (LatexAction, uint)>();
        foreach (var name in Dropped) table[Token.HashOf(name)] = (LatexAction.Drop, 0);
        foreach (var name in DroppedWithGroup) table[Token.HashOf(name)] = (LatexAction.DropGroup, 0);
        foreach (var name in Fractions) table[Token.HashOf(name)] = (LatexAction.Fraction, Token.HashOf(name));
        foreach (var (name, other) in Aliases)
            table[Token.HashOf(name)] = (Fractions.Contains(other) ? LatexAction.Fraction : LatexAction.Keep, Token.HashOf(other));
        return table;
    }
}
