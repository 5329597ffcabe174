namespace DataForge.Answers.Syntax;

/// <summary>A node as it was written, in one spelling; what is compared when nothing can be computed.</summary>
internal static class Written
{
    public static string Of(Node node) => node switch
    {
        Num number => number.Value.Bits < 8192 ? number.Value.ToString() : $"#{DataForge.Core.StableHash.Of($"{number.Value.Numerator:x}/{number.Value.Denominator:x}"):x16}",
        BaseNum number => $"{number.Digits}_{number.Base}",
        Sym symbol => symbol.Name,
        Constant constant => constant.Kind.ToString(),
        Sum sum => $"({string.Join('+', Sorted(sum.Terms))})",
        Product product => $"({string.Join('*', Sorted(product.Factors))})",
        Divide divide => $"({Of(divide.Top)}/{Of(divide.Bottom)})",
        Power power => $"({Of(power.Radix)}^{Of(power.Exponent)})",
        Unary unary => $"{unary.Kind}({Of(unary.Operand)})",
        Call call => $"{call.Name}({Join(call.Arguments)})",
        Quantity quantity => $"{Of(quantity.Value)}[{Wording.Of(quantity.Unit)}]",
        Ratio ratio => string.Join(':', ratio.Parts.Select(Of)),
        Clock clock => $"t{clock.Seconds}{clock.Half}",
        Group group => $"{group.Open}{Join(group.Items)}{group.Close}",
        Items items => $"L{{{string.Join(',', Sorted(items.Parts))}}}",
        Builder builder => $"{{{Of(builder.Element)}|{Of(builder.Condition)}}}",
        SetOperation operation => $"({Of(operation.Left)}{operation.Kind}{Of(operation.Right)})",
        Chain chain => $"[{chain.Operators}]{Join(chain.Operands)}",
        Labelled labelled => $"{labelled.Label}:{Of(labelled.Value)}",
        Qualified qualified => $"{Of(qualified.Statement)}~{qualified.Qualifier}",
        Cases cases => $"cases{{{string.Join(';', cases.Rows.Select(r => $"{Of(r.Value)}|{Of(r.Condition)}").Order(StringComparer.Ordinal))}}}",
        Matrix matrix => $"M[{string.Join(';', matrix.Rows.Select(r => Join(r)))}]",
        Choice choice => choice.Body is null ? $"({choice.Letter})" : $"({choice.Letter}){Of(choice.Body)}",
        NamedSet set => $"set {set.Name}",
        Prose prose => prose.Words,
        _ => "",
    };

    private static IEnumerable<string> Sorted(IReadOnlyList<Node> nodes) => nodes.Select(Of).Order(StringComparer.Ordinal);

    private static string Join(IReadOnlyList<Node> nodes) => string.Join(',', nodes.Select(Of));
}
