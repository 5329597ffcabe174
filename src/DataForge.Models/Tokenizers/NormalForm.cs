using System.Text;

using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>What a tokenizer does to text before it looks for words.</summary>
public enum NormalForm
{
    /// <summary>Nothing.</summary>
    AsIs,

    /// <summary>Unicode normalization form C.</summary>
    Nfc,
}

/// <summary>Normal form C of any .NET string, unpaired surrogates and noncharacters included.</summary>
internal static class Nfc
{
    /// <summary>Throws where the runtime was built without normalization tables and would return text unchanged.</summary>
    public static void RequireTables()
    {
        if ("e\u0301".Normalize(NormalizationForm.FormC) != "\u00e9")
            throw new ForgeException("this tokenizer needs Unicode normalization (NFC), which this runtime lacks: install ICU (apt-get install libicu72) or unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
    }

    /// <param name="text">Without unpaired surrogates.</param>
    public static string Apply(string text)
    {
        if (!text.Contains('\uFFFE')) return text.Normalize(NormalizationForm.FormC);
        return string.Join('\uFFFE', text.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormC))); // .NET refuses U+FFFE, which composes with nothing
    }

    /// <summary>The text with every unpaired surrogate replaced by U+FFFD.</summary>
    public static string WellFormed(string text) => Utf16.IsValid(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static class Utf16
    {
        public static bool IsValid(string text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (!char.IsSurrogate(text[i])) continue;
                if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
                i++;
            }

            return true;
        }
    }
}
