using DataForge.Extraction.Pages;

namespace DataForge.Extraction.Formulas;

/// <summary>A formula as found in a page.</summary>
/// <param name="Latex">Its LaTeX without delimiters; null where it is lost.</param>
/// <param name="Plain">What is written in a lost formula's place.</param>
internal sealed record MathSpan(string Encoding, string? Latex, bool Display, string Plain = "")
{
    /// <summary>The formula between delimiters, or its plain text.</summary>
    public string Written => Latex is null ? DollarSigns.Escaped(Plain) : Display ? $"$${Latex}$$" : $"${Latex}$";
}
