using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Points for functions that no power series holds together: |x|, ⌊x⌋, max, √, log. Every sign pattern and ordering of up to three letters, zero aside; fractions, whole numbers, small and large values.</summary>
internal static class Corners
{
    private const int Turns = 32;
    private const int FewTurns = 12;
    private static readonly Rational[] Fractions = [new(7, 5), new(29, 9), new(1, 3), new(13, 4), new(17, 6)];
    private static readonly Rational[] Wholes = [2, 7, 3, 5, 1];
    private static readonly Rational[] Large = [1009, 20_000_003, 104_729, 31_622, 999_983_000];
    private static readonly Rational[] Small = [new(3, 10), new(1, 7), new(8, 9), new(1, 40), new(5, 8)];

    /// <summary>The value of letter number <paramref name="index"/> at turn <paramref name="turn"/>.</summary>
    public static Rational Point(int index, int turn)
    {
        index = Math.Max(0, index); // the index of a series is no letter of its own
        var magnitudes = (turn >> 3) switch { 0 => Fractions, 1 => Wholes, 2 => Small, _ => Large };
        var value = magnitudes[(index * (1 + (turn & 3)) + turn / 2) % magnitudes.Length];
        return ((turn >> (index % 3)) & 1) == 1 ? -value : value;
    }

    /// <summary>True only when doubles show the two apart, beyond any doubt, where the gold answer is real; with <paramref name="wholes"/> at whole numbers alone.</summary>
    public static bool Differ(Node gold, Node predicted, Traits a, Traits b, Func<string, string> names, bool decimalLog, bool wholes = false)
    {
        var letters = new List<string>(a.Variables.Union(b.Variables.Select(names)).Order(StringComparer.Ordinal));
        var turns = a.HasKinks || b.HasKinks ? Turns : FewTurns;
        for (var i = 0; i < turns; i++)
        {
            // the few turns take every second point of the first three classes
            var turn = turns == Turns ? i : (i * 2) + ((i >> 1) & 1);
            if (wholes && (turn >> 3) is 0 or 2) continue; // fractions
            var (w, v) = (new Work(53) { DecimalLog = decimalLog }, new Work(53) { DecimalLog = decimalLog });
            var x = new Evaluation<DoubleReal>(w, n => Point(letters.IndexOf(n), turn)).Value(gold);
            if (w.Failed || w.Lost > 16 || (!a.HasImaginary && !IsReal(x))) continue;
            var y = new Evaluation<DoubleReal>(v, n => Point(letters.IndexOf(names(n)), turn)).Value(predicted);
            if (!v.Failed && v.Lost <= 16 && Apart(x, y)) return true;
        }

        return false;
    }

    public static bool IsReal(Cx<DoubleReal> x) => Math.Abs(x.Im.Value) <= 1e-9 * Math.Abs(x.Re.Value) || x.Im.Value == 0;

    public static bool Apart(Cx<DoubleReal> a, Cx<DoubleReal> b)
    {
        var size = Math.Abs(a.Re.Value) + Math.Abs(a.Im.Value) + Math.Abs(b.Re.Value) + Math.Abs(b.Im.Value);
        return double.IsFinite(size) && Math.Abs(a.Re.Value - b.Re.Value) + Math.Abs(a.Im.Value - b.Im.Value) > 1e-5 * size;
    }
}
