using System.Text;

namespace DataForge.Answers.Syntax;

/// <summary>Decimal digits of every script as ASCII ones: ٤٠٧, ๒๕, २५; Arabic points and separators too.</summary>
internal static class Digits
{
    public static string ToAscii(string text)
    {
        if (Ascii.IsValid(text)) return text;
        StringBuilder? changed = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var plain = c is '٫' ? '.' : c is '٬' ? ',' : c is < '０' or > '９' && c > 127 && char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c;
            if (plain != c) changed ??= new StringBuilder(text);
            if (changed is not null) changed[i] = plain;
        }

        return changed?.ToString() ?? text;
    }
}
