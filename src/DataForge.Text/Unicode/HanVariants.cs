namespace DataForge.Text.Unicode;

/// <summary>Traditional Chinese characters as their simplified ones, character by character, after Unihan.</summary>
internal static partial class HanVariants
{
    private static readonly char[] Simple = Build();

    /// <summary>False when a character has no simplified form but itself.</summary>
    internal static bool TrySimplify(int cp, out int simple)
    {
        simple = cp < Simple.Length ? Simple[cp] : 0;
        return simple != 0;
    }

    private static char[] Build()
    {
        var simple = new char[Traditional[^1] + 1];
        for (var i = 0; i < Traditional.Length; i++) simple[Traditional[i]] = Simplified[i];
        return simple;
    }
}
