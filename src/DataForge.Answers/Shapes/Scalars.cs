using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Equality of two expressions: exact, then residues, then values at 50 digits; then the lenient rulings by name.</summary>
internal static class Scalars
{
    /// <summary>Bits two values must share to be called equal: 50 decimal digits.</summary>
    private const int EqualBits = 166;

    public static Outcome Compare(Node gold, Node predicted, VerifyOptions options)
    {
        var (one, other) = (Written.Of(gold), Written.Of(predicted));
        if (one == other) return Outcome.Same(GradeRule.SameForm);
        if (!(gold is Num && predicted is Num) && !Allowance.Take(8 + ((one.Length + other.Length) / 4))) return Outcome.Undecided(GradeRule.NotComputable);
        (gold, predicted) = (Multiplied(gold, predicted), Multiplied(predicted, gold));
        if (options.FormsOnly) return SameForm(gold, predicted, options.BarePercent) ? Outcome.Same(GradeRule.SameForm) : Outcome.Different(GradeRule.DifferentValues);
        var strict = Strict(gold, predicted);
        if (strict.Equal == true) return strict;
        if (options is not { RelativeTolerance: 0, AbsoluteTolerance: 0, AnyPercent: false } && Tolerances.Agree(gold, predicted, options)) return Outcome.Same(GradeRule.WithinTolerance);
        if (options.RoundedDecimals && Decimals.Agree(gold, predicted, options.AsksToRound)) return Outcome.Same(GradeRule.RoundedDecimal);
        if (options.BarePercent && PercentDropped(gold, predicted, options)) return Outcome.Same(GradeRule.BarePercent);
        var (a, b) = (Traits.Of(gold), Traits.Of(predicted));
        if (options.AnyLog && (a.HasPlainLog || b.HasPlainLog) && Values(gold, predicted, n => n, true).Equal == true) return Outcome.Same(GradeRule.AnyLog);
        if (options.RenameBound && a.HasVariables && b.HasVariables)
        {
            if (Renamed(gold, predicted, a, b, options.RenameAny)) return Outcome.Same(GradeRule.RenamedParameter);
            if (Families.Same(gold, predicted, a, b)) return Outcome.Same(GradeRule.SameSet);
            if (ArbitraryConstants.Same(gold, predicted, a.Variables, b.Variables)) return Outcome.Same(GradeRule.ArbitraryConstant);
        }

        if (options.MissingBase && SameDigits(gold, predicted)) return Outcome.Same(GradeRule.MissingBase);
        if (options.ChoiceCase && gold is Sym { Name: [>= 'A' and <= 'J'] } g && predicted is Sym { Name.Length: 1 } p && char.ToUpperInvariant(p.Name[0]) == g.Name[0]) return Outcome.Same(GradeRule.ChoiceCase);
        return strict;
    }

    /// <summary>The same written form; 0.5 alone also as ½, and with or without a percent sign where that is allowed.</summary>
    private static bool SameForm(Node a, Node b, bool barePercent)
    {
        if (barePercent && a is Unary { Kind: UnaryKind.Percent, Operand: var share }) a = share;
        if (barePercent && b is Unary { Kind: UnaryKind.Percent, Operand: var other }) b = other;
        return Written.Of(a) == Written.Of(b) || (IsHalf(a) && IsHalf(b));
    }

    private static bool IsHalf(Node node) => node is Num { Places: 1, Value: var value } ? value == new Rational(1, 2) : node is Divide { Top: Num top, Bottom: Num bottom } && top.Value == Rational.One && bottom.Value == 2;

    /// <summary>h(a + b) is a product where the other side has h as a plain letter.</summary>
    private static Node Multiplied(Node node, Node other)
    {
        if (!Substitution.Any(node, static n => n is Call { Name: "h" or "H" })) return node;
        var letters = Traits.Of(other).Variables;
        return letters.Count == 0 ? node : Substitution.Map(node, n => n is Call { Name: "h" or "H", Arguments: [var argument] } call && letters.Contains(call.Name) ? new Product([new Sym(call.Name), argument]) : null);
    }

    private static Outcome Strict(Node gold, Node predicted)
    {
        var (a, b) = (Exact.Of(gold), Exact.Of(predicted));
        if (a is not null && b is not null) return a.Value == b.Value ? Outcome.Same(GradeRule.SameValue) : Outcome.Different(GradeRule.DifferentValues);
        if (Residues.Of(gold, true) is { } x && Residues.Of(predicted, true) is { } y)
        {
            if (x == y) return Outcome.Same(GradeRule.SameFunction);
            if (Residues.Of(gold) is not null && Residues.Of(predicted) is not null) return Outcome.Different(GradeRule.DifferentFunctions);
        }

        if (Radicals.Of(gold) is { } u && Radicals.Of(predicted) is { } v) return u == v ? Outcome.Same(GradeRule.SameValue) : Outcome.Different(GradeRule.DifferentValues);
        return Values(gold, predicted, n => n, false);
    }

    /// <summary>Compares values: in doubles at points of every sign, order and size where the expressions have corners or branches, then with as many digits as their smallest term needs.</summary>
    /// <param name="gold">The gold expression; where it is not real, nothing is asked of the other.</param>
    /// <param name="predicted">The other.</param>
    /// <param name="names">Renames the prediction's variables.</param>
    /// <param name="decimalLog">A plain log is the decimal one.</param>
    internal static Outcome Values(Node gold, Node predicted, Func<string, string> names, bool decimalLog)
    {
        if (IsInfinite(gold) || IsInfinite(predicted)) return Infinite(gold, predicted);
        (gold, predicted) = (Complex(gold, gold, predicted), Complex(predicted, gold, predicted));
        var (a, b) = (Traits.Of(gold), Traits.Of(predicted));
        if (a.HasLimits || b.HasLimits) return Outcome.Undecided(GradeRule.NotComputable);
        var constant = !a.HasVariables && !b.HasVariables;
        var different = Outcome.Different(constant ? GradeRule.DifferentValues : GradeRule.DifferentFunctions);
        var letters = WholeLetters.Of(gold, a, predicted, b);
        var opaque = a.HasOpaque || b.HasOpaque;
        var rounded = letters.Count == 0 ? WholeLetters.Rounded(gold, a, predicted, b) : letters;
        var wholes = letters.Count == 0 && rounded.Count > 0;
        if (wholes) letters = rounded;
        if (!constant && !opaque && (letters.Count == 0 || wholes) && !a.NeedsIntegers && !b.NeedsIntegers && (a.HasKinks || b.HasKinks || a.HasBranches || b.HasBranches) && Corners.Differ(gold, predicted, a, b, names, decimalLog, wholes)) return different;
        var agreed = 0;
        var wanted = constant ? 1 : a.NeedsIntegers || b.NeedsIntegers || letters.Count > 0 ? 6 : 2;
        for (var turn = 0; turn < (constant ? 1 : 16) && agreed < wanted; turn++)
        {
            var at = turn % 2 == 0 ? turn / 2 : 8 + (turn / 2); // the two kinds of points in turn
            Func<string, Rational> point = a.NeedsIntegers || b.NeedsIntegers ? n => Points.Whole(n, at) : n => letters.Contains(n) ? Points.Whole(n, at) : Points.Real(n, at);
            Func<string, Rational> renamed = n => point(names(n));
            if (!opaque && Differs(gold, predicted, point, renamed, decimalLog, !constant && !a.HasImaginary)) return different;
            if (Both(gold, predicted, point, renamed, decimalLog, !constant && !a.HasImaginary) is not { } near) continue;
            if (!near) return different;
            agreed++;
        }

        if (agreed == 0) return Outcome.Undecided(GradeRule.NotComputable);
        return agreed >= Math.Min(wanted, 2) ? Outcome.Same(constant ? GradeRule.SameValue : GradeRule.SameFunction) : Outcome.Undecided(GradeRule.NotComputable);
    }

    /// <summary>|z| of a letter that is complex by custom: z becomes u + vi on both sides, so that |z|² is not z².</summary>
    private static Node Complex(Node node, Node gold, Node predicted)
    {
        static bool HasModulus(Node node) => Substitution.Any(node, static n => n is Call { Name: "abs", Arguments: [Sym { Name: "z" or "w" }] } or Sym { Name: "overline z" or "overline w" or "bar z" or "bar w" });
        if (!HasModulus(gold) && !HasModulus(predicted)) return node;
        return Substitution.Map(node, n => n is Sym { Name: "z" or "w" or "overline z" or "overline w" or "bar z" or "bar w" } letter
            ? new Sum([new Sym(letter.Name[^1] + "#u"), new Product([new Sym(letter.Name[^1] + "#v"), new Constant(ConstantKind.I), Num.Of(letter.Name.Length == 1 ? 1 : -1)])])
            : null);
    }

    /// <summary>Whether two values agree past their smallest terms; null where there is none to compare.</summary>
    private static bool? Both(Node gold, Node predicted, Func<string, Rational> point, Func<string, Rational> renamed, bool decimalLog, bool onlyReal)
    {
        if (Fingerprint.Evaluate(gold, point, decimalLog) is not { } x || (onlyReal && !x.Value.IsReal(x.Work)) || Fingerprint.Evaluate(predicted, renamed, decimalLog, x.Work.Precision) is not { } y) return null;
        if (y.Work.Precision > x.Work.Precision)
        {
            if (Fingerprint.Evaluate(gold, point, decimalLog, y.Work.Precision) is not { } again) return null;
            x = again;
        }

        return Near(x.Value, y.Value, EqualBits + Math.Max(x.Work.Spread, y.Work.Spread));
    }

    private static bool IsInfinite(Node node) => node is Constant { Kind: ConstantKind.Infinity } or Unary { Operand: Constant { Kind: ConstantKind.Infinity } };

    private static Outcome Infinite(Node gold, Node predicted) => Sign(gold) == Sign(predicted) ? Outcome.Same(GradeRule.SameValue) : Outcome.Different(GradeRule.DifferentValues);

    private static string Sign(Node node) => node is Constant { Kind: ConstantKind.Infinity } ? "+" : node is Unary { Kind: UnaryKind.Negate, Operand: Constant { Kind: ConstantKind.Infinity } } ? "-" : Written.Of(node);

    /// <summary>True only when doubles show the values apart beyond any doubt.</summary>
    private static bool Differs(Node gold, Node predicted, Func<string, Rational> point, Func<string, Rational> renamed, bool decimalLog, bool onlyReal)
    {
        var (w, v) = (new Work(53) { DecimalLog = decimalLog }, new Work(53) { DecimalLog = decimalLog });
        var a = new Evaluation<DoubleReal>(w, point).Value(gold);
        if (onlyReal && !w.Failed && !Corners.IsReal(a)) return false;
        var b = new Evaluation<DoubleReal>(v, renamed).Value(predicted);
        if (w.Failed || v.Failed || w.Lost > 16 || v.Lost > 16) return false;
        return Corners.Apart(a, b);
    }

    internal static bool Near(Cx<BigReal> a, Cx<BigReal> b, long bits = EqualBits)
    {
        var work = new Work(8192);
        var difference = Cx<BigReal>.Add(a, Cx<BigReal>.Negate(b), work);
        var off = Math.Max(difference.Re.Top, difference.Im.Top);
        var size = Math.Max(Math.Max(a.Re.Top, a.Im.Top), Math.Max(b.Re.Top, b.Im.Top));
        return (difference.Re.Mantissa.IsZero && difference.Im.Mantissa.IsZero) || off < size - bits;
    }

    private static bool SameDigits(Node gold, Node predicted) => (gold, predicted) switch
    {
        (BaseNum based, Num { Places: < 0 } plain) => based.Digits == plain.Value.ToString(),
        (Num { Places: < 0 } plain, BaseNum based) => based.Digits == plain.Value.ToString(),
        _ => false,
    };

    private static bool PercentDropped(Node gold, Node predicted, VerifyOptions options) => (gold, predicted) switch
    {
        (Unary { Kind: UnaryKind.Percent } percent, Num or Divide or Product) => Bare(percent.Operand, predicted, options),
        (Num or Divide or Product, Unary { Kind: UnaryKind.Percent } percent) => Bare(gold, percent.Operand, options) && !(Exact.Of(gold) is { } share && share.Abs().CompareTo(Rational.One) < 0), // 0.05 says it as a share: 0.05% is another
        _ => false,
    };

    private static bool Bare(Node a, Node b, VerifyOptions options) => Strict(a, b).Equal == true || (options.RoundedDecimals && Decimals.Agree(a, b, options.AsksToRound));

    private static bool IsParameter(string name) => name is "k" or "n" or "m" or "l" or "t" or "j" or "C" or "c" or "K" or "s" or "ell";

    /// <summary>A constant of integration: a term of a sum.</summary>
    private static bool IsAdded(Node node, string name) => node is Sum sum && sum.Terms.Any(t => t is Sym symbol && symbol.Name == name);

    /// <summary>kπ, k·360°: whole turns.</summary>
    private static bool HasTurn(Node node) => Substitution.Any(node, static n => n is Constant { Kind: ConstantKind.Pi } or Unary { Kind: UnaryKind.Degree });

    /// <summary>One parameter each, of different names: 2kπ and 2nπ, … + C and … + c.</summary>
    private static bool Renamed(Node gold, Node predicted, Traits a, Traits b, bool any)
    {
        if (a.Variables.Count != b.Variables.Count) return false;
        var (onlyA, onlyB) = (a.Variables.Except(b.Variables).ToList(), b.Variables.Except(a.Variables).ToList());
        if (onlyA.Count != 1 || onlyB.Count != 1 || !(any || (IsParameter(onlyA[0]) && IsParameter(onlyB[0]) && gold is not Sym && (IsAdded(gold, onlyA[0]) || HasTurn(gold))))) return false;
        return Values(gold, predicted, n => n == onlyB[0] ? onlyA[0] : n, false).Equal == true;
    }

    /// <summary>|x| − |y| and x − y: constant quotient for positive letters alone.</summary>
    private static bool ZerosDiffer(Node a, Node b)
    {
        var traits = Traits.Of(a);
        var other = Traits.Of(b);
        if (!(traits.HasKinks || traits.HasBranches || other.HasKinks || other.HasBranches) || traits.HasOpaque || other.HasOpaque) return false;
        var letters = traits.Variables.Union(other.Variables).ToList();
        Cx<DoubleReal>? first = null;
        for (var turn = 0; turn < 32; turn++)
        {
            var at = turn;
            var work = new Work(53);
            var evaluation = new Evaluation<DoubleReal>(work, n => Corners.Point(letters.IndexOf(n), at));
            var ratio = Cx<DoubleReal>.Divide(evaluation.Value(a), evaluation.Value(b), work);
            if (work.Failed || work.Lost > 16 || !double.IsFinite(ratio.Re.Value + ratio.Im.Value)) continue;
            if (first is not { } start) first = ratio;
            else if (Corners.Apart(start, ratio)) return true;
        }

        return false;
    }

    /// <summary>Whether two expressions vanish together: their quotient is a constant, not zero.</summary>
    public static bool? SameZeros(Node a, Node b, bool positive = false)
    {
        var others = !Traits.Of(a).Variables.SetEquals(Traits.Of(b).Variables); // a letter may fall out: a − b + c − a = 5
        var ratios = new List<Cx<BigReal>>();
        for (var turn = 0; turn < 12 && ratios.Count < 3; turn++)
        {
            var at = turn;
            if (Fingerprint.Evaluate(a, n => Points.Real(n, at)) is not { } x || Fingerprint.Evaluate(b, n => Points.Real(n, at)) is not { } y) continue;
            var work = new Work(300);
            var ratio = Cx<BigReal>.Divide(x.Value, y.Value, work);
            if (!work.Failed) ratios.Add(ratio);
        }

        if (ratios.Count < 3) return others ? false : null;
        if (ZerosDiffer(a, b)) return false;
        if (ratios[0].Re.Mantissa.IsZero && ratios[0].Im.Mantissa.IsZero) return false;
        return Near(ratios[0], ratios[1]) && Near(ratios[0], ratios[2]) && (!positive || ratios[0].Re.Mantissa.Sign > 0);
    }
}
