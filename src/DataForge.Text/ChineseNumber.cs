using System.Globalization;
using System.Text;

namespace DataForge.Text;

/// <summary>Chinese numerals as values: 三 = 3, 十二 = 12, 一百二十 = 120, 二〇二四 = 2024.</summary>
internal static class ChineseNumber
{
    internal const int MaxLength = 16;
    private const int FirstUnit = 10;

    /// <summary>A digit's value, a unit's power of ten (10, 100, 1000, 10^4, 10^8), or -1.</summary>
    internal static int Value(int cp) => cp switch
    {
        '零' or '〇' => 0,
        '一' => 1,
        '二' or '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => -1,
    };

    /// <summary>Writes the number's decimal digits; 0 when the run is a bare unit (千克, 百分) and no number.</summary>
    internal static int Write(ReadOnlySpan<int> run, Span<byte> digits)
    {
        if (run[0] > FirstUnit) return 0;
        if (run.IndexOfAnyExceptInRange(0, 9) < 0)
        {
            var first = 0;
            while (first < run.Length - 1 && run[first] == 0) first++;
            for (var i = first; i < run.Length; i++) digits[i - first] = (byte)('0' + run[i]);
            return run.Length - first;
        }

        long total = 0, section = 0, digit = 0;
        foreach (var value in run)
        {
            if (value < FirstUnit) digit = value;
            else if (value < 10_000)
            {
                section += (digit == 0 ? 1 : digit) * value;
                digit = 0;
            }
            else
            {
                total = value > 10_000 ? (total + section + digit) * value : total + (section + digit) * value;
                (section, digit) = (0, 0);
            }
        }

        return Encoding.ASCII.GetBytes((total + section + digit).ToString(CultureInfo.InvariantCulture), digits);
    }
}
