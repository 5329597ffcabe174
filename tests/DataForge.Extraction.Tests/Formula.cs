using System.Net;
using DataForge.Core;

namespace DataForge.Tests.Extraction;

/// <summary>A formula that is known in three forms: as LaTeX, as Presentation MathML, and flat, as a page without either shows it.</summary>
/// <param name="Tex">In the spelling that the converter writes, so that nothing but the structure is compared.</param>
internal sealed record Formula(string Tex, string MathMl, string Flat)
{
    /// <summary>A few by hand, then drawn ones.</summary>
    public static IReadOnlyList<Formula> Many(int count, int seed)
    {
        var drawn = new List<Formula>(count);
        for (var i = 0; drawn.Count < count; i++)
        {
            var random = new FormulaDice(seed, i);
            var formula = random.Relation(3);
            if (drawn.TrueForAll(f => f.Tex != formula.Tex)) drawn.Add(formula);
        }

        return drawn;
    }

    public static Formula Row(params Formula[] parts) => new(string.Concat(parts.Select((p, i) => Spaced(i == 0 ? "" : parts[i - 1].Tex, p.Tex))), string.Concat(parts.Select(p => p.MathMl)), string.Concat(parts.Select(p => p.Flat)));

    private static string Spaced(string before, string tex)
    {
        if (tex.Length == 0 || !char.IsAsciiLetter(tex[0])) return tex;
        var at = before.Length;
        while (at > 0 && char.IsAsciiLetter(before[at - 1])) at--;
        return at < before.Length && at > 0 && before[at - 1] == '\\' ? " " + tex : tex;
    }

    public static Formula Id(string tex, string character) => new(tex, $"<mi>{character}</mi>", character);

    public static Formula Num(string digits) => new(digits, $"<mn>{digits}</mn>", digits);

    public static Formula Op(string tex, string character) => new(tex, $"<mo>{WebUtility.HtmlEncode(character)}</mo>", character);

    public static Formula Fence(string character) => new(character, $"<mo stretchy=\"false\">{character}</mo>", character);

    public static Formula Frac(Formula a, Formula b) => new($"\\frac{{{a.Tex}}}{{{b.Tex}}}", $"<mfrac>{One(a)}{One(b)}</mfrac>", a.Flat + b.Flat);

    public static Formula Binom(Formula a, Formula b) => new($"\\binom{{{a.Tex}}}{{{b.Tex}}}", $"<mrow><mo>(</mo><mfrac linethickness=\"0px\">{One(a)}{One(b)}</mfrac><mo>)</mo></mrow>", a.Flat + b.Flat);

    public static Formula Sqrt(Formula a) => new($"\\sqrt{{{a.Tex}}}", $"<msqrt>{a.MathMl}</msqrt>", "√" + a.Flat);

    public static Formula Root(Formula n, Formula a) => new($"\\sqrt[{n.Tex}]{{{a.Tex}}}", $"<mroot>{One(a)}{One(n)}</mroot>", n.Flat + "√" + a.Flat);

    public static Formula Sup(Formula b, Formula e) => new($"{b.Tex}^{{{e.Tex}}}", $"<msup>{One(b)}{One(e)}</msup>", b.Flat + e.Flat);

    public static Formula Sub(Formula b, Formula i) => new($"{b.Tex}_{{{i.Tex}}}", $"<msub>{One(b)}{One(i)}</msub>", b.Flat + i.Flat);

    public static Formula SubSup(Formula b, Formula i, Formula e) => new($"{b.Tex}_{{{i.Tex}}}^{{{e.Tex}}}", $"<msubsup>{One(b)}{One(i)}{One(e)}</msubsup>", b.Flat + i.Flat + e.Flat);

    public static Formula Limits(Formula b, Formula i, Formula? e) => e is null
        ? new($"{b.Tex}_{{{i.Tex}}}", $"<munder>{One(b)}{One(i)}</munder>", b.Flat + i.Flat)
        : new($"{b.Tex}_{{{i.Tex}}}^{{{e.Tex}}}", $"<munderover>{One(b)}{One(i)}{One(e)}</munderover>", b.Flat + i.Flat + e.Flat);

    public static Formula Accent(string command, string character, Formula b) => new($"\\{command}{{{b.Tex}}}", $"<mover accent=\"true\">{One(b)}<mo>{character}</mo></mover>", b.Flat);

    public static Formula Font(string command, string variant, string letter) => new($"\\{command}{{{letter}}}", $"<mi mathvariant=\"{variant}\">{letter}</mi>", letter);

    public static Formula Words(string text) => new($"\\text{{{text}}}", $"<mtext>{text}</mtext>", text);

    public static Formula Parens(Formula a) => new($"({a.Tex})", $"<mo stretchy=\"false\">(</mo>{a.MathMl}<mo stretchy=\"false\">)</mo>", $"({a.Flat})");

    public static Formula Left(string open, string close, Formula a) => new($"\\left{open}{Spaced("\\left", a.Tex)}\\right{close}", $"<mrow><mo fence=\"true\">{open}</mo>{a.MathMl}<mo fence=\"true\">{close}</mo></mrow>", open + a.Flat + close);

    public static Formula Function(string name, Formula a) => Row(new Formula("\\" + name, $"<mi>{name}</mi><mo>&#x2061;</mo>", name), a);

    public static Formula Table(string environment, string open, string close, Formula[][] rows) => new(
        $"\\begin{{{environment}}} {string.Join(" \\\\ ", rows.Select(r => string.Join(" & ", r.Select(c => c.Tex))))} \\end{{{environment}}}",
        $"<mrow><mo fence=\"true\">{open}</mo><mtable>{string.Concat(rows.Select(r => $"<mtr>{string.Concat(r.Select(c => $"<mtd>{c.MathMl}</mtd>"))}</mtr>"))}</mtable>{(close.Length > 0 ? $"<mo fence=\"true\">{close}</mo>" : "")}</mrow>",
        string.Concat(rows.SelectMany(r => r.Select(c => c.Flat))));

    private static string One(Formula f) => $"<mrow>{f.MathMl}</mrow>";
}

/// <summary>Draws formulas.</summary>
internal sealed class FormulaDice(int seed, int number)
{
    private readonly CounterRandom _random = CounterRandom.For(seed, "formula", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    private ulong _at;

    private int Below(int most) => _random.Below(_at++, most);

    private T Of<T>(params T[] choices) => choices[Below(choices.Length)];

    public Formula Relation(int depth) => Formula.Row(Sum(depth), Of(Formula.Op("=", "="), Formula.Op("\\leq", "≤"), Formula.Op(">", ">"), Formula.Op("\\neq", "≠"), Formula.Op("\\in", "∈"), Formula.Op("\\to", "→"), Formula.Op("\\equiv", "≡")), Sum(depth - 1));

    private Formula Sum(int depth)
    {
        var sum = Term(depth);
        for (var more = Below(3); more > 0; more--) sum = Formula.Row(sum, Of(Formula.Op("+", "+"), Formula.Op("-", "−"), Formula.Op("\\cdot", "⋅"), Formula.Op("\\times", "×"), Formula.Op("\\pm", "±")), Term(depth - 1));
        return sum;
    }

    private Formula Atom() => Below(4) switch
    {
        0 => Formula.Num((1 + Below(99)).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        1 => Of(Formula.Id("\\alpha", "α"), Formula.Id("\\pi", "π"), Formula.Id("\\theta", "θ"), Formula.Id("\\lambda", "λ"), Formula.Id("\\Omega", "Ω"), Formula.Id("\\infty", "∞"), Formula.Id("\\varepsilon", "ε")),
        _ => Of("a", "b", "c", "k", "m", "n", "t", "x", "y", "z", "A", "P", "X") is var letter ? Formula.Id(letter, letter) : throw new InvalidOperationException(),
    };

    private Formula Term(int depth)
    {
        if (depth <= 0) return Atom();
        switch (Below(18))
        {
            case 0: return Formula.Frac(Sum(depth - 1), Sum(depth - 2));
            case 1: return Formula.Sqrt(Sum(depth - 1));
            case 2: return Formula.Root(Formula.Num("3"), Sum(depth - 1));
            case 3: return Formula.Sup(Atom(), Sum(depth - 2));
            case 4: return Formula.Sub(Atom(), Sum(0));
            case 5: return Formula.SubSup(Formula.Id("x", "x"), Atom(), Sum(depth - 2));
            case 6: return Formula.Row(Formula.Limits(Of(Formula.Op("\\sum", "∑"), Formula.Op("\\prod", "∏")), Formula.Row(Formula.Id("i", "i"), Formula.Op("=", "="), Formula.Num("1")), Atom()), Term(depth - 1));
            case 7: return Formula.Row(Formula.SubSup(Formula.Op("\\int", "∫"), Formula.Num("0"), Atom()), Term(depth - 1), Formula.Font("mathrm", "normal", "d"), Formula.Id("x", "x"));
            case 8: return Formula.Function(Of("sin", "cos", "log", "exp", "tan"), Formula.Parens(Sum(depth - 1)));
            case 9: return Formula.Left("(", ")", Formula.Frac(Sum(depth - 1), Atom()));
            case 10: return Formula.Binom(Atom(), Atom());
            case 11: return Formula.Accent(Of("hat", "bar"), "^", Formula.Id("y", "y")) is var hat && hat.Tex.Contains("hat", StringComparison.Ordinal) ? hat : Formula.Accent("bar", "¯", Formula.Id("y", "y"));
            case 12: return Of(Formula.Font("mathbb", "double-struck", "R"), Formula.Font("mathbf", "bold", "v"), Formula.Font("mathcal", "script", "L"), Formula.Font("mathfrak", "fraktur", "g"));
            case 13: return Formula.Table("pmatrix", "(", ")", [[Sum(0), Atom()], [Atom(), Sum(0)]]);
            case 14: return Formula.Table("cases", "{", "", [[Sum(0), Formula.Words("if even")], [Atom(), Formula.Words("otherwise")]]);
            case 15: return Formula.Row(Formula.Limits(new Formula("\\lim", "<mo>lim</mo>", "lim"), Formula.Row(Formula.Id("n", "n"), Formula.Op("\\to", "→"), Formula.Id("\\infty", "∞")), null), Term(depth - 1));
            case 16: return Formula.Accent("vec", "→", Formula.Id("u", "u"));
            default: return Formula.Sup(Formula.Parens(Sum(depth - 1)), Formula.Num("2")) with { MathMl = $"<mo stretchy=\"false\">(</mo>{Formula.Num("7").MathMl}<msup><mo stretchy=\"false\">)</mo><mn>2</mn></msup>", Tex = "(7)^2", Flat = "(7)2" };
        }
    }
}
