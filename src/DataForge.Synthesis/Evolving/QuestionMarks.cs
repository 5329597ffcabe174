using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Tells a problem from a statement: a problem asks or orders something.</summary>
internal static partial class QuestionMarks
{
    [GeneratedRegex(@"[?？]|\b(?:find|calculate|compute|determine|evaluate|simplify|solve|prove|show that|express|how (?:many|much|long|far|old|fast|tall|big|often)|what|which|when will|write|factor|expand|estimate|convert|round|graph|sketch|list|count|give|name|state|derive|verify|complete)\b|多少|几[个只次天人元分本条支米种年岁张块辆]?|求|计算|证明|化简|解方程|哪|何|是否|能否|写出|列出|判断|比较|试", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asking();

    public static bool Asks(string text) => Asking().IsMatch(text);
}
