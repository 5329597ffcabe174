using System.Collections.Frozen;

namespace DataForge.Answers.Syntax;

/// <summary>What LaTeX commands and single characters mean in an answer.</summary>
internal static class Commands
{
    /// <summary>Commands that stand for one operator character.</summary>
    public static readonly FrozenDictionary<string, char> Operators = new Dictionary<string, char>
    {
        ["cdot"] = '*', ["times"] = '*', ["ast"] = '*', ["bullet"] = '*', ["star"] = '*', ["div"] = '/', ["over"] = '/', ["slash"] = '/',
        ["pm"] = '±', ["mp"] = '∓', ["le"] = '≤', ["leq"] = '≤', ["leqslant"] = '≤', ["leqq"] = '≤', ["ge"] = '≥', ["geq"] = '≥', ["geqslant"] = '≥', ["geqq"] = '≥',
        ["lt"] = '<', ["gt"] = '>', ["ne"] = '≠', ["neq"] = '≠', ["approx"] = '≈', ["simeq"] = '≈', ["doteq"] = '≈', ["approxeq"] = '≈', ["equiv"] = '≡', ["cong"] = '≡', ["sim"] = '≈',
        ["in"] = '∈', ["isin"] = '∈', ["cup"] = '∪', ["bigcup"] = '∪', ["cupdot"] = '∪', ["sqcup"] = '∪', ["cap"] = '∩', ["setminus"] = '∖', ["backslash"] = '∖', ["smallsetminus"] = '∖',
        ["circ"] = '°', ["degree"] = '°', ["prime"] = '\'', ["mid"] = '|', ["vert"] = '|', ["lvert"] = '|', ["rvert"] = '|', ["colon"] = ':', ["ratio"] = ':',
        ["lbrace"] = '⦃', ["rbrace"] = '⦄', ["lbrack"] = '[', ["rbrack"] = ']', ["lparen"] = '(', ["rparen"] = ')', ["langle"] = '(', ["rangle"] = ')',
        ["lfloor"] = '⌊', ["rfloor"] = '⌋', ["lceil"] = '⌈', ["rceil"] = '⌉', ["ldots"] = '…', ["cdots"] = '…', ["dots"] = '…', ["vdots"] = '…', ["dotsc"] = '…', ["dotsb"] = '…',
        ["land"] = '∧', ["wedge"] = '∧', ["lor"] = '∨', ["vee"] = '∨', ["choose"] = 'C', ["Vert"] = '‖', ["to"] = '→', ["rightarrow"] = '→', ["mapsto"] = '→', ["percnt"] = '%', ["factorial"] = '!',
    }.ToFrozenDictionary();

    /// <summary>Unicode characters that stand for an operator character.</summary>
    public static readonly FrozenDictionary<char, char> Characters = new Dictionary<char, char>
    {
        ['+'] = '+', ['-'] = '-', ['*'] = '*', ['/'] = '/', ['^'] = '^', ['_'] = '_', ['='] = '=', ['<'] = '<', ['>'] = '>', [','] = ',', [';'] = ';', [':'] = ':', ['|'] = '|', ['!'] = '!',
        ['%'] = '%', ['('] = '(', [')'] = ')', ['['] = '[', [']'] = ']', ['{'] = '{', ['}'] = '}', ['&'] = '&', ['\''] = '\'', ['°'] = '°', ['º'] = '°', ['˚'] = '°', ['′'] = '\'', ['’'] = '\'',
        ['−'] = '-', ['–'] = '-', ['—'] = '-', ['‐'] = '-', ['‑'] = '-', ['﹣'] = '-', ['－'] = '-', ['＋'] = '+', ['×'] = '*', ['·'] = '*', ['⋅'] = '*', ['∙'] = '*', ['•'] = '*', ['∗'] = '*', ['＊'] = '*', ['÷'] = '/', ['∕'] = '/', ['⁄'] = '/', ['／'] = '/',
        ['±'] = '±', ['∓'] = '∓', ['≤'] = '≤', ['≦'] = '≤', ['⩽'] = '≤', ['≥'] = '≥', ['≧'] = '≥', ['⩾'] = '≥', ['≠'] = '≠', ['≈'] = '≈', ['≃'] = '≈', ['≅'] = '≡', ['≡'] = '≡', ['∼'] = '≈', ['＝'] = '=', ['＜'] = '<', ['＞'] = '>',
        ['∈'] = '∈', ['∪'] = '∪', ['∩'] = '∩', ['∖'] = '∖', ['√'] = '√', ['，'] = ',', ['、'] = ',', ['；'] = ';', ['：'] = ':', ['∶'] = ':', ['（'] = '(', ['）'] = ')', ['［'] = '[', ['］'] = ']', ['【'] = '[', ['】'] = ']',
        ['｛'] = '⦃', ['｝'] = '⦄', ['％'] = '%', ['‰'] = '‰', ['！'] = '!', ['｜'] = '|', ['∣'] = '|', ['…'] = '…', ['⋯'] = '…', ['⌊'] = '⌊', ['⌋'] = '⌋', ['⌈'] = '⌈', ['⌉'] = '⌉', ['∧'] = '∧', ['∨'] = '∨', ['→'] = '→', ['⟨'] = '(', ['⟩'] = ')', ['‖'] = '‖',
    }.ToFrozenDictionary();

    public static readonly FrozenSet<string> Functions = FrozenSet.Create(
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "log", "ln", "lg", "exp", "max", "min", "gcd", "lcm", "floor", "ceil", "abs",
        "sqrt", "cbrt", "det", "sgn", "deg", "Re", "Im", "arg", "tg", "ctg", "arctg", "arcctg", "cosec", "lim", "cis");

    /// <summary>Commands whose braces hold text.</summary>
    public static readonly FrozenSet<string> Texts = FrozenSet.Create(
        "text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "textup", "mbox", "hbox", "emph", "textsc");

    /// <summary>Commands whose braces hold math that reads as if they were not there.</summary>
    public static readonly FrozenSet<string> Transparent = FrozenSet.Create(
        "mathrm", "mathbf", "mathit", "mathsf", "mathcal", "mathfrak", "mathscr", "boldsymbol", "bm", "boxed", "fbox", "underline", "ensuremath", "mathop", "mathord", "pmb", "bf", "rm", "it", "operatorname", "operatornamewithlimits", "mathstrut", "smash", "tiny", "small", "large", "Large");

    /// <summary>Commands that say nothing about the value.</summary>
    public static readonly FrozenSet<string> Ignored = FrozenSet.Create(
        "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm", "middle", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "quad", "qquad", "hfill", "noindent", "centering", "therefore",
        "protect", "mathrel", "mathbin", "enspace", "thinspace", "medspace", "thickspace", "negthinspace", "nonumber", "notag", "hline", "angle", "triangle", "measuredangle", "checkmark");

    /// <summary>Accents that make another name of the letter under them.</summary>
    public static readonly FrozenSet<string> Wrappers = FrozenSet.Create("overline", "bar", "vec", "overrightarrow", "hat", "widehat", "tilde", "widetilde", "dot", "ddot", "overleftrightarrow", "overset", "underset", "stackrel", "widebar", "overarc", "wideparen");

    public static readonly FrozenSet<string> BigOperators = FrozenSet.Create("sum", "prod", "int", "iint", "oint", "lim", "bigcap", "bigoplus");

    /// <summary>Commands with one or two braces that are dropped with what they hold.</summary>
    public static readonly FrozenSet<string> Dropped = FrozenSet.Create("hspace", "vspace", "phantom", "hphantom", "vphantom", "tag", "label", "color", "mspace", "kern");

    public static readonly FrozenDictionary<string, string> SetLetters = new Dictionary<string, string>
    {
        ["R"] = "R", ["Q"] = "Q", ["Z"] = "Z", ["N"] = "N", ["C"] = "C",
    }.ToFrozenDictionary();

    /// <summary>Greek letters and other single symbols by their Unicode character.</summary>
    public static readonly FrozenDictionary<char, string> Greek = new Dictionary<char, string>
    {
        ['α'] = "alpha", ['β'] = "beta", ['γ'] = "gamma", ['δ'] = "delta", ['ε'] = "epsilon", ['ζ'] = "zeta", ['η'] = "eta", ['θ'] = "theta", ['ι'] = "iota", ['κ'] = "kappa", ['λ'] = "lambda", ['μ'] = "mu", ['µ'] = "mu", ['ν'] = "nu", ['ξ'] = "xi",
        ['ρ'] = "rho", ['σ'] = "sigma", ['τ'] = "tau", ['υ'] = "upsilon", ['φ'] = "phi", ['ϕ'] = "phi", ['χ'] = "chi", ['ψ'] = "psi", ['ω'] = "omega", ['Γ'] = "Gamma", ['Δ'] = "Delta", ['Θ'] = "Theta", ['Λ'] = "Lambda", ['Σ'] = "Sigma", ['Φ'] = "Phi", ['Ψ'] = "Psi", ['Ω'] = "Omega",
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<char, Rational> Fractions = new Dictionary<char, Rational>
    {
        ['½'] = new(1, 2), ['⅓'] = new(1, 3), ['⅔'] = new(2, 3), ['¼'] = new(1, 4), ['¾'] = new(3, 4), ['⅕'] = new(1, 5), ['⅖'] = new(2, 5), ['⅗'] = new(3, 5), ['⅘'] = new(4, 5),
        ['⅙'] = new(1, 6), ['⅚'] = new(5, 6), ['⅐'] = new(1, 7), ['⅛'] = new(1, 8), ['⅜'] = new(3, 8), ['⅝'] = new(5, 8), ['⅞'] = new(7, 8), ['⅑'] = new(1, 9), ['⅒'] = new(1, 10),
    }.ToFrozenDictionary();

    /// <summary>Where a lost backslash left its letter as a control character ("\f" + "rac").</summary>
    public static char LostLetter(char control) => control switch { '\f' => 'f', '\b' => 'b', '\t' => 't', '\r' => 'r', '\v' => 'v', '\a' => 'a', _ => '\0' };
}
