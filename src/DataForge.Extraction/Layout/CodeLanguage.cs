using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace DataForge.Extraction.Layout;

/// <summary>The language of a code block, as its classes name it.</summary>
internal static partial class CodeLanguage
{
    [GeneratedRegex(@"(?:^|\s)(?:language|lang|highlight-source|highlight|brush:|src|sourceCode)[\s:-]\s*(?<name>[A-Za-z][A-Za-z0-9+#]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    /// <summary>Empty where nothing names one.</summary>
    public static string Of(IElement code)
    {
        foreach (var element in (ReadOnlySpan<IElement?>)[code.QuerySelector("code"), code, code.ParentElement, code.ParentElement?.ParentElement])
            if (element?.ClassName is { } names && Named().Match(names) is { Success: true } named && named.Groups["name"].Value.ToLowerInvariant() is var name && name is not ("default" or "none" or "text" or "notranslate" or "plaintext" or "wrapper"))
                return name;
        return "";
    }
}
