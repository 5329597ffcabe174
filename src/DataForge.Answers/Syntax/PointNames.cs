namespace DataForge.Answers.Syntax;

/// <summary>Capitals side by side as a whole answer are a name, letter for letter: XY is not YX, HTH is not HHT, ∠ABC is ∠CBA and not ∠BAC. Small letters, and capitals with anything else beside them, are products.</summary>
internal static class PointNames
{
    private static readonly string[] Angles = ["\\measuredangle", "\\angle", "∠"];

    private static readonly string[] Triangles = ["\\triangle", "\\Delta", "△"];

    /// <summary>The name in one spelling; null for anything else.</summary>
    public static Prose? Read(string source)
    {
        if (source.Length is < 2 or > 26) return null;
        if (Letters(source, Angles) is { Length: 3 } angle) return Named(angle[0] <= angle[2] ? angle : $"{angle[2]}{angle[1]}{angle[0]}");
        if (Letters(source, Triangles) is { Length: 3 } triangle) return Named("△" + string.Concat(triangle.Order()));
        return !IsName(source) ? null : IsChoice(source) ? new Prose(source) : Named(source);
    }

    private static Prose Named(string letters) => new(letters.ToLowerInvariant());

    private static bool IsName(string text)
    {
        foreach (var c in text)
            if (c is not (>= 'A' and <= 'Z'))
                return false;
        return text.Length >= 2 && Parser.IsProduct(text);
    }

    /// <summary>Letters that name choices, each once: AC and CA say the same two.</summary>
    public static bool IsChoice(string text) => text.Length is > 1 and < 6 && text.All(c => c is >= 'A' and <= 'J') && text.Distinct().Count() == text.Length;

    private static string? Letters(string source, string[] signs)
    {
        foreach (var sign in signs)
            if (source.StartsWith(sign, StringComparison.Ordinal))
                return source[sign.Length..].Trim(' ', '{', '}') is { Length: 3 } rest && rest.All(c => c is >= 'A' and <= 'Z') ? rest : null;
        return null;
    }
}
