using System.Text;

namespace DataForge.Extraction.MathMl;

/// <summary>Mathematical alphabets: Unicode's block of styled letters, and MathML's <c>mathvariant</c>.</summary>
internal static class MathAlphabets
{
    private const int First = 0x1D400, FirstGreek = 0x1D6A8, FirstDigit = 0x1D7CE, Last = 0x1D7FF, Letters = 52, GreekLetters = 58;

    private static readonly string[] Latin = ["mathbf", "", "boldsymbol", "mathcal", "boldsymbol", "mathfrak", "mathbb", "mathfrak", "mathsf", "mathsf", "mathsf", "mathsf", "mathtt"];
    private static readonly string[] Greek = ["boldsymbol", "", "boldsymbol", "boldsymbol", "boldsymbol"];
    private static readonly string[] Digits = ["mathbf", "mathbb", "mathsf", "mathsf", "mathtt"];
    private const string GreekOrder = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

    /// <summary>The font command of a styled letter, empty for italic, and the plain letter; null where the rune is none.</summary>
    public static (string Command, string Letter)? Of(Rune rune)
    {
        var at = rune.Value - First;
        if (at < 0 || rune.Value > Last) return null;
        if (rune.Value < FirstGreek) return at / Letters < Latin.Length && at % Letters is var letter ? (Latin[at / Letters], ((char)(letter < 26 ? 'A' + letter : 'a' + letter - 26)).ToString()) : ("", rune.Value == 0x1D6A4 ? "ı" : "ȷ");
        if (rune.Value >= FirstDigit) return (Digits[(rune.Value - FirstDigit) / 10], ((char)('0' + (rune.Value - FirstDigit) % 10)).ToString());
        var greek = rune.Value - FirstGreek;
        return greek / GreekLetters < Greek.Length ? (Greek[greek / GreekLetters], GreekOrder[greek % GreekLetters].ToString()) : null;
    }

    /// <summary>The font command of a <c>mathvariant</c>; null where it asks for none.</summary>
    public static string? OfVariant(string? variant) => variant?.Trim() switch
    {
        "normal" => "mathrm",
        "bold" => "mathbf",
        "bold-italic" => "boldsymbol",
        "double-struck" => "mathbb",
        "script" or "bold-script" => "mathcal",
        "fraktur" or "bold-fraktur" => "mathfrak",
        "sans-serif" or "bold-sans-serif" or "sans-serif-italic" or "sans-serif-bold-italic" => "mathsf",
        "monospace" => "mathtt",
        _ => null,
    };
}
