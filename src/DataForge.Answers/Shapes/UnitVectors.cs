using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>3i + 4j of unit vectors, as the tuple of its coordinates.</summary>
internal static class UnitVectors
{
    private static readonly string[] Names = ["vec i", "vec j", "vec k"];

    /// <summary>Null unless every term is a multiple of one unit vector.</summary>
    public static Sequence? Of(Node node)
    {
        if (!Substitution.Any(node, static n => n is Sym { Name: ['v', 'e', 'c', ' ', ..] })) return null;
        var variables = Traits.Of(node).Variables;
        if (!variables.Overlaps(Names)) return null;
        var parts = new List<Shape>();
        for (var i = 0; i < Names.Length; i++)
        {
            var name = Names[i];
            if (i == 2 && !variables.Contains(name)) break;
            if (Coefficient(node, name) is not { } coefficient) return null;
            parts.Add(new Scalar(coefficient));
        }

        return new Sequence('(', ')', parts);
    }

    /// <summary>As <see cref="Of"/>, where the vectors are plain letters: 3i + 4j.</summary>
    public static Sequence? OfPlain(Node node) => node is not Sum || !Traits.Of(node).Variables.Overlaps(["j", "k"]) ? null : Of(Substitution.Map(node, n => n switch
    {
        Constant { Kind: ConstantKind.I } => new Sym("vec i"),
        Sym { Name: "j" or "k" } symbol => new Sym("vec " + symbol.Name),
        _ => null,
    }));

    private static Node? Coefficient(Node node, string name)
    {
        Node At(string one, long value) => Substitution.Map(node, n => n is Sym symbol && Names.Contains(symbol.Name) ? Num.Of(symbol.Name == one ? value : 0) : null);
        var (at, twice, zero) = (At(name, 1), At(name, 2), At("", 0));
        var linear = Exact.Of(zero) is { IsZero: true } && Scalars.Values(twice, new Product([Num.Of(2), at]), n => n, false).Equal == true;
        return !linear ? null : Exact.Of(at) is { } value ? new Num(value) : at;
    }
}
