namespace DataForge.Answers.Syntax;

/// <summary>Values of what only a name tells: P(X > 2) = 1/3, n(A ∪ B) = 5, lim f(x) = 5. The left side is kept as a name, letter for letter.</summary>
internal static class Measured
{
    private const int MaxLength = 200;

    private static readonly string[] Openings = ["P(", "P\\left(", "\\Pr", "\\mathbb{P}", "E(", "E[", "\\mathbb{E}", "Var(", "n(", "|", "\\lim", "\\max", "\\min", "\\sum", "m\\angle", "m∠", "\\text{Area", "\\operatorname", "\\text{Re", "\\mathrm{Re", "\\Re", "Re(", "\\text{Im", "\\mathrm{Im", "\\Im", "Im("];

    /// <summary>Null where a text is no such statement, or its value holds letters.</summary>
    public static Chain? Read(ReadOnlySpan<char> source)
    {
        if (source.Length is < 5 or > MaxLength || source.LastIndexOf('=') is not (> 2 and var equals) || source[equals - 1] is '<' or '>' or '!' or '\\' or ':') return null;
        var name = source[..equals].TrimEnd();
        var opens = false;
        foreach (var opening in Openings) opens |= name.StartsWith(opening, StringComparison.Ordinal);
        if (!opens || name.Count('(') != name.Count(')') || name.Count('{') != name.Count('}')) return null;
        var value = Parser.Parse(source[(equals + 1)..].ToString());
        if (value is Prose or Items or Chain or Group or Qualified or Labelled || Numeric.Traits.Of(value).HasVariables) return null;
        return new Chain([new Sym(string.Concat(name.ToString().Where(c => !char.IsWhiteSpace(c)))), value], "=");
    }
}
