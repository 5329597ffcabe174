using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;
using DataForge.Core;

namespace DataForge.Answers.Benchmarks;

/// <summary>Random pairs of different MATH golds: whatever is called equal is checked again at 50 digits, by subtracting.</summary>
internal static class RandomPairs
{
    public static bool Run(int count)
    {
        var golds = Speed.Golds("test.jsonl.gz").Concat(Speed.Golds("train.jsonl.gz")).Distinct().ToList();
        var strict = VerifyOptions.Rulings.Values.Aggregate(VerifyOptions.Default, (o, set) => set(o, false));
        var keys = golds.Select(AnswerKey.Of).ToList();
        var (equal, confirmed, other, keyed) = (0, 0, new List<string>(), 0);
        var random = CounterRandom.For(1, "random-pairs", "math");
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (random.Below(2 * (ulong)i, golds.Count), random.Below(2 * (ulong)i + 1, golds.Count));
            if (a == b) continue;
            if (keys[a] == keys[b]) keyed++;
            if (Grader.Verify(golds[a], golds[b], strict).IsCorrect != true) continue;
            equal++;
            if (SameAtFiftyDigits(golds[a], golds[b])) confirmed++;
            else other.Add($"{golds[a]} | {golds[b]}");
        }

        Console.WriteLine($"{count:N0} random pairs of {golds.Count:N0} different golds: {equal:N0} equal, {keyed:N0} of one key; {confirmed:N0} confirmed as values at 50 digits, {other.Count:N0} are no numbers:");
        foreach (var pair in other.Distinct().Order(StringComparer.Ordinal).Take(40)) Console.WriteLine("  " + pair);
        return true;
    }

    /// <summary>|a − b| ≤ 10^-50 · |a| at three points, by the difference's own value, not by the grader's way.</summary>
    private static bool SameAtFiftyDigits(string a, string b)
    {
        var (x, y) = (Parser.Parse(a), Parser.Parse(b));
        for (var turn = 0; turn < 3; turn++)
        {
            var at = turn;
            Func<string, Rational> point = name => Points.Real(name, 50 + at);
            if (Fingerprint.Evaluate(x, point) is not { } value || Fingerprint.Evaluate(y, point) is not { } peer) return false;
            var work = new Work(400);
            var difference = Cx<BigReal>.Add(value.Value, Cx<BigReal>.Negate(peer.Value), work);
            var size = Math.Max(value.Value.Re.Top, value.Value.Im.Top);
            if (Math.Max(difference.Re.Top, difference.Im.Top) > size - 167) return false;
        }

        return true;
    }
}
