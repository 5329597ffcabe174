using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Answers with arbitrary constants, as sets of functions: x²/2 + C and x²/2 + 5 + C; C₁eˣ + C₂e⁻ˣ and c₁ cosh x + c₂ sinh x. Both must stand in their constants linearly, span the same space, and differ by a member of it.</summary>
internal static class ArbitraryConstants
{
    private const int MaxConstants = 4;
    private const int Points = 9;

    public static bool Same(Node gold, Node predicted, SortedSet<string> a, SortedSet<string> b)
    {
        var (mine, theirs) = (a.Where(IsConstant).ToList(), b.Where(IsConstant).ToList());
        if (mine.Count == 0 && theirs.Count == 0) return false;
        if (mine.SequenceEqual(theirs) && mine.All(n => n is "c" or "K") && gold is not Sum) return false; // c/a and −c/a: c may be anybody's letter
        // A and B are constants only beside an answer that calls them something else
        if (mine.Count < theirs.Count) mine.AddRange(a.Where(n => n is "A" or "B" or "k" or "a" && !b.Contains(n)));
        if (theirs.Count < mine.Count) theirs.AddRange(b.Where(n => n is "A" or "B" or "k" or "a" && !a.Contains(n)));
        if (mine.Count != theirs.Count || mine.Count > MaxConstants) return false;
        var letters = a.Except(mine).Union(b.Except(theirs)).ToList();
        if (!letters.ToHashSet().SetEquals(a.Except(mine)) || !letters.ToHashSet().SetEquals(b.Except(theirs))) return false;
        if (letters.Count == 0 && mine.Count == 1 && gold is Sym) return false;
        return Table(gold, mine, letters) is { } x && Table(predicted, theirs, letters) is { } y && SameSpan(x, y);
    }

    private static bool IsConstant(string name) => name is "C" or "c" or "K" or "const" or "constant" || name is ['C' or 'c' or 'K', '_', >= '0' and <= '9'];

    /// <summary>Row 0: the function with all constants zero; row i: what constant i is multiplied by; at fixed points. Null when it does not stand linearly.</summary>
    private static Cx<BigReal>[][]? Table(Node node, List<string> constants, List<string> letters)
    {
        var rows = new Cx<BigReal>[constants.Count + 1][];
        for (var i = 0; i <= constants.Count; i++) rows[i] = new Cx<BigReal>[Points];
        var used = 0;
        for (var turn = 0; turn < 16 && used < Points; turn++)
        {
            var at = turn;
            if (Value(-1, 0) is not { } zero) continue;
            rows[0][used] = zero;
            for (var i = 0; i < constants.Count; i++)
            {
                if (Value(i, 1) is not { } one || Value(i, 3) is not { } three) return null;
                var work = new Work(256);
                var slope = Cx<BigReal>.Add(one, Cx<BigReal>.Negate(zero), work);
                var check = Cx<BigReal>.Add(three, Cx<BigReal>.Negate(zero), work);
                if (!Tiny(Cx<BigReal>.Add(check, Cx<BigReal>.Negate(Cx<BigReal>.Multiply(slope, Cx<BigReal>.From(3, work), work)), work), check)) return null;
                rows[i + 1][used] = slope;
            }

            used++;

            Cx<BigReal>? Value(int which, long value) =>
                Fingerprint.Evaluate(node, n => constants.IndexOf(n) is >= 0 and var c ? (c == which ? value : Rational.Zero) : Numeric.Points.Real(n, at))?.Value;
        }

        return used == Points || (letters.Count == 0 && used > 0) ? rows : null;
    }

    private static bool Tiny(Cx<BigReal> value, Cx<BigReal> beside) => Size(value) < Size(beside) - 120 || Size(value) < -120;

    private static long Size(Cx<BigReal> value) => Math.Max(value.Re.Top, value.Im.Top);

    private static bool SameSpan(Cx<BigReal>[][] x, Cx<BigReal>[][] y)
    {
        var own = x[1..];
        if (Rank(own) != own.Length || Rank(y[1..]) != own.Length) return false;
        var work = new Work(256);
        var difference = x[0].Select((v, i) => Cx<BigReal>.Add(v, Cx<BigReal>.Negate(y[0][i]), work)).ToArray();
        return Rank([.. own, .. y[1..], difference]) == own.Length;
    }

    /// <summary>Gaussian elimination at 256 bits; what is 2^120 below its column counts as zero.</summary>
    private static int Rank(Cx<BigReal>[][] rows)
    {
        var m = rows.Select(r => r.ToArray()).ToArray();
        var work = new Work(256);
        var rank = 0;
        var scale = m.Max(r => r.Max(Size));
        for (var column = 0; column < Points && rank < m.Length; column++)
        {
            var pivot = rank;
            for (var i = rank + 1; i < m.Length; i++)
                if (Size(m[i][column]) > Size(m[pivot][column]))
                    pivot = i;
            if (Size(m[pivot][column]) < scale - 120) continue;
            (m[rank], m[pivot]) = (m[pivot], m[rank]);
            for (var i = rank + 1; i < m.Length; i++)
            {
                var factor = Cx<BigReal>.Divide(m[i][column], m[rank][column], work);
                for (var j = column; j < Points; j++) m[i][j] = Cx<BigReal>.Add(m[i][j], Cx<BigReal>.Negate(Cx<BigReal>.Multiply(factor, m[rank][j], work)), work);
            }

            rank++;
        }

        return rank;
    }
}
