namespace DataForge.Answers;

/// <summary>Verifies a predicted answer against a gold answer. Led by the gold's type; fails closed.</summary>
public static class Grader
{
    /// <param name="gold">The reference, an answer as it stands or a text that holds one.</param>
    /// <param name="predicted">The answer to judge, the same.</param>
    /// <param name="options">Null means <see cref="VerifyOptions.Default"/>.</param>
    public static Grade Verify(string gold, string predicted, VerifyOptions? options = null)
    {
        if (AnswerKey.Of(gold) == AnswerKey.Of(predicted)) return new Grade(true, "same_key", "both have the same value");
        var rounded = (options ?? VerifyOptions.Default).RoundedDecimals;
        if (PlainNumber.TryRead(gold, out var a, out var aPlaces) && PlainNumber.TryRead(predicted, out var b, out var bPlaces))
        {
            if (rounded && (Rounds(a, b, bPlaces) || Rounds(b, a, aPlaces))) return new Grade(true, "rounded_decimal", "one is the other rounded to the places written");
            return new Grade(false, "different_values", "two numbers of different value");
        }

        return new Grade(null, "not_compared", "neither the same nor two plain numbers");
    }

    private static bool Rounds(Rational value, Rational written, int places)
    {
        if (places < 2) return false;
        var (up, down) = value.Rounded(places);
        var scaled = (written * System.Numerics.BigInteger.Pow(10, places)).Numerator;
        return scaled == up || scaled == down;
    }
}
