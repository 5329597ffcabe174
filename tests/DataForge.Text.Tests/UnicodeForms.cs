using System.Text;
using DataForge.Core;
using DataForge.Text.Unicode;

namespace DataForge.Text.Tests;

public class UnicodeForms
{
    // .NET knows later Unicode versions than our tables; characters added after 15.0 are the only allowed difference
    private static bool IsNewer(int cp) => cp is >= 0x2FFC and <= 0x2FFF or 0x31EF or >= 0x2EBF0 and <= 0x2EE5D or 0x1C89 or 0x1C8A or >= 0xA7CB and <= 0xA7DC or 0xA7F1 or >= 0x105C0 and <= 0x105FF
        or >= 0x10D40 and <= 0x10D8F or >= 0x10EC2 and <= 0x10EFF or >= 0x11380 and <= 0x113FF or >= 0x116D0 and <= 0x116E3 or >= 0x11BC0 and <= 0x11BF9 or >= 0x16100 and <= 0x1613F
        or >= 0x16D40 and <= 0x16D7F or >= 0x1CC00 and <= 0x1CEFF or >= 0x1E5D0 and <= 0x1E5FF or >= 0x0897 and <= 0x0897 or 0x088F or 0x0C5C or 0x0CDC or >= 0x1ACF and <= 0x1AFF or >= 0x11B60 and <= 0x11B67
        or >= 0x11DB0 and <= 0x11DEF or >= 0x16EA0 and <= 0x16ED3 or >= 0x1E6C0 and <= 0x1E6FF or >= 0x10940 and <= 0x1095F or >= 0x20C1 and <= 0x20C1;

    [Fact]
    public void Every_code_point_normalizes_as_the_runtime_does()
    {
        for (var cp = 0x80; cp < 0x110000; cp++)
        {
            if (cp is >= 0xD800 and < 0xE000 or >= 0xFDD0 and <= 0xFDEF || (cp & 0xFFFE) == 0xFFFE || IsNewer(cp)) continue;
            var text = char.ConvertFromUtf32(cp);
            Assert.True(UnicodeForm.Nfc(text) == text.Normalize(NormalizationForm.FormC), $"NFC of U+{cp:X4}");
            Assert.True(UnicodeForm.Nfkc(text) == text.Normalize(NormalizationForm.FormKC), $"NFKC of U+{cp:X4}");
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void Random_strings_of_marks_jamo_and_letters_normalize_as_the_runtime_does(int seed)
    {
        var random = CounterRandom.For(seed, "nfkc", "");
        (int From, int To)[] ranges = [(0x41, 0x7A), (0xC0, 0x17F), (0x300, 0x36F), (0x1100, 0x11FF), (0xAC00, 0xAC40), (0x1E00, 0x1FFF), (0xFF00, 0xFFEF), (0x3040, 0x30FF), (0x0900, 0x0D7F), (0x1D400, 0x1D7FF), (0x2150, 0x2190)];
        ulong at = 0;
        for (var n = 0; n < 500; n++)
        {
            var builder = new StringBuilder();
            for (var i = random.Below(at++, 12); i >= 0; i--)
            {
                var (from, to) = ranges[random.Below(at++, ranges.Length)];
                var cp = from + random.Below(at++, to - from);
                if (!IsNewer(cp)) builder.Append(char.ConvertFromUtf32(cp));
            }

            var text = builder.ToString();
            Assert.Equal(text.Normalize(NormalizationForm.FormC), UnicodeForm.Nfc(text));
            Assert.Equal(text.Normalize(NormalizationForm.FormKC), UnicodeForm.Nfkc(text));
        }
    }

    [Fact]
    public void The_tables_are_those_of_Unicode_15() => Assert.Equal("15.0.0", UnicodeTables.Version);

    [Fact]
    public void The_runtime_is_not_globalization_invariant_so_the_comparison_means_something() => Assert.Equal("48", "４８".Normalize(NormalizationForm.FormKC));
}
