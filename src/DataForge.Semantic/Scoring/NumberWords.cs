using DataForge.Text;

namespace DataForge.Semantic;

/// <summary>English number words as the tokens of their digits, so that "three" and 3 agree. Chinese numerals are numbers to the normalizer already.</summary>
internal static class NumberWords
{
    private static readonly (string Word, int Value)[] Words =
    [
        ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("dozen", 12),
        ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16), ("seventeen", 17), ("eighteen", 18), ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("forty", 40),
        ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90), ("hundred", 100), ("twice", 2), ("double", 2), ("triple", 3),
    ];

    private static readonly Dictionary<uint, uint> Digits = Read();

    /// <summary>The token of the digits; false where the token is no number word.</summary>
    public static bool TryDigits(uint token, out uint digits) => Digits.TryGetValue(token, out digits);

    private static Dictionary<uint, uint> Read()
    {
        var normalizer = new Normalizer();
        var digits = new Dictionary<uint, uint>();
        foreach (var (word, value) in Words)
        {
            var token = normalizer.Read(word).Hashes[0];
            digits[token] = normalizer.Read($"{value}").Hashes[0];
        }

        return digits;
    }
}
