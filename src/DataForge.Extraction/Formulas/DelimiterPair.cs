namespace DataForge.Extraction.Formulas;

/// <summary>What opens and closes a formula in a page's text.</summary>
/// <param name="IsStated">The page's configuration names it: whatever stands between is meant as a formula.</param>
/// <param name="IsAsciiMath">What stands between is AsciiMath.</param>
internal sealed record DelimiterPair(string Open, string Close, bool Display, bool IsStated = false, bool IsAsciiMath = false);
