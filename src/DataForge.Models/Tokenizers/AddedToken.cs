namespace DataForge.Models.Tokenizers;

/// <summary>A token that is found in the text itself, before any word rule.</summary>
/// <param name="IsSpecial">A control token: left out of decoded text on request, and not looked for in plain content.</param>
/// <param name="IsNormalized">Found after normalization instead of before.</param>
/// <param name="TakesSpaceLeft">Swallows white space before it.</param>
/// <param name="TakesSpaceRight">Swallows white space after it.</param>
/// <param name="IsWholeWord">Not found inside a word.</param>
public sealed record AddedToken(int Id, string Content, bool IsSpecial, bool IsNormalized = false, bool TakesSpaceLeft = false, bool TakesSpaceRight = false, bool IsWholeWord = false);
