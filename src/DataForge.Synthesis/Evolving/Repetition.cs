using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Finds a loop: words that come again and again without an end, as of a model that got stuck.</summary>
internal static partial class Repetition
{
    /// <summary>Longest loop that is looked for.</summary>
    private const int MostWords = 40;

    /// <summary>Most words that are looked at; a loop shows early.</summary>
    private const int Looked = 2000;

    /// <summary>A loop comes this often in a row, and covers at least <see cref="FewestWords"/>.</summary>
    private const int FewestTimes = 4;

    private const int FewestWords = 12;

    [GeneratedRegex(@"[\u4E00-\u9FFF]|[^\s\u4E00-\u9FFF]+")]
    private static partial Regex Word();

    public static bool Loops(string text)
    {
        var words = Word().Matches(text).Take(Looked).Select(m => m.Value).ToArray();
        for (var period = 1; period <= MostWords && period * FewestTimes <= words.Length; period++)
        {
            var run = 0;
            for (var i = period; i < words.Length; i++)
            {
                run = words[i] == words[i - period] ? run + 1 : 0;
                if (run + period >= Math.Max(FewestWords, period * FewestTimes)) return true;
            }
        }

        return false;
    }
}
