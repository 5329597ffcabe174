using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Assignments, equations, lists and words.</summary>
internal sealed partial class Comparison
{
    private Outcome OfNamed(Shape gold, Shape predicted)
    {
        if (gold is Named a && predicted is Named b)
        {
            if (a.IsLabel || b.IsLabel || a.Name == b.Name) return Of(a.Value, b.Value);
            if (NamedLists.Parts(a) is { } first && NamedLists.Parts(b) is { } second && NamedLists.SameNames(first, second)) return ByName(first, second);
            if (Nodes(a) is var (gl, gr) && Nodes(b) is var (pl, pr) && Traits.Of(Chains.Minus(gl, gr)).Variables.SetEquals(Traits.Of(Chains.Minus(pl, pr)).Variables) && Scalars.SameZeros(Chains.Minus(gl, gr), Chains.Minus(pl, pr)) == true)
                return Outcome.Same(GradeRule.SameEquation);
            if (options.RenameBound && Bound(a, b)) return Outcome.Same(GradeRule.RenamedParameter);
            if (a.Left is Ratio or Group || b.Left is Ratio or Group || a.Left is null || b.Left is null) return Of(a.Value, b.Value);
            return Outcome.Different(GradeRule.DifferentNames);
        }

        if (gold is Named named)
        {
            if (predicted is Equation equation && Nodes(named) is var (left, right)) return Zeros(Chains.Minus(left, right), Chains.Minus(equation.Left, equation.Right), false);
            if (!options.UnwrapAssignment && !named.IsLabel) return Outcome.Different(GradeRule.DifferentKinds);
            var inner = Of(named.Value, predicted);
            return inner.Equal == true && inner.Rule is GradeRule.SameForm ? Outcome.Same(GradeRule.Unwrapped) : inner;
        }

        var guess = (Named)predicted;
        if (gold is Equation g && Nodes(guess) is var (l, r)) return Zeros(Chains.Minus(g.Left, g.Right), Chains.Minus(l, r), false);
        if (gold is Equation || (!options.UnwrapAssignment && !guess.IsLabel)) return Outcome.Different(GradeRule.DifferentKinds);
        return Of(gold, guess.Value);
    }

    private static (Node Left, Node Right)? Nodes(Named named) => named is { Left: { } left, Right: { } right, Value: Scalar } ? (left, right) : null;

    /// <summary>f(z) = z and f(x) = x: the same rule under another letter; y = … and f(x) = … name the same function.</summary>
    private bool Bound(Named gold, Named predicted)
    {
        var (x, y) = (Arguments(gold.Left), Arguments(predicted.Left));
        if (x is null && y is null) return false;
        if (x is not null && y is not null)
        {
            if (x.Count != y.Count || !SameFunction(gold.Left, predicted.Left)) return false;
            var names = new Dictionary<string, string>();
            for (var i = 0; i < x.Count; i++) names[y[i]] = x[i];
            return Of(gold.Value, Renaming.Of(predicted.Value, names)).Equal == true;
        }

        var plain = x is null ? gold.Left : predicted.Left;
        return plain is Sym { Name: "y" } && Of(gold.Value, predicted.Value).Equal == true;
    }

    private static bool SameFunction(Node? a, Node? b) => a is Call x && b is Call y && (x.Name == y.Name || (x.Name.Length == 1 && y.Name.Length == 1));

    private static List<string>? Arguments(Node? left) => left is Call { Name: not "abs" } call && call.Arguments.All(a => a is Sym) ? [.. call.Arguments.Select(a => ((Sym)a).Name)] : null;

    /// <summary>A parametrised answer whose parameter has another letter, where the text says that it is one.</summary>
    private bool RenamedAlong(Shape gold, Shape predicted)
    {
        var (a, b) = (Letters(gold), Letters(predicted));
        if (a.Except(b).ToList() is not [var from] || b.Except(a).ToList() is not [var to]) return false;
        if (a.Count > 1 && !(Says(gold, from) && Says(predicted, to))) return false;
        return Of(Stripped(gold), Renaming.Of(Stripped(predicted), new Dictionary<string, string> { [to] = from })).Equal == true;
    }

    /// <summary>The text says of a letter that it may be anything.</summary>
    private static bool Says(Shape shape, string letter) => shape switch
    {
        Held held => $" {held.Qualifier.Replace('∈', ' ').Replace('[', ' ').Replace(']', ' ').Replace(',', ' ')} ".Contains($" {letter} ", StringComparison.Ordinal),
        Named named => Says(named.Value, letter),
        _ => false,
    };

    private static Shape Stripped(Shape shape) => shape switch
    {
        Held held => Stripped(held.Statement),
        Named named => Stripped(named.Value),
        _ => shape,
    };

    private static List<string> Letters(Shape shape) => Renaming.Variables(Stripped(shape));

    private Outcome OfEquation(Shape gold, Shape predicted)
    {
        if (gold is Equation a && predicted is Equation b) return Zeros(Chains.Minus(a.Left, a.Right), Chains.Minus(b.Left, b.Right), false);
        return options.UnwrapAssignment && gold is Scalar or Amount && predicted is Equation { Left: var left, Right: var right } && IsAsked(left) && !Traits.Of(right).HasVariables
            ? Of(gold, Shaping.Of(right))
            : Outcome.Different(GradeRule.DifferentKinds);
    }

    /// <summary>m + n, a/b, ab: letters without numbers, as a question asks for them; 2x or x² is none.</summary>
    private static bool IsAsked(Node left) => left switch
    {
        Sum sum => sum.Terms.All(t => t is Sym) && sum.Terms.Distinct().Count() == sum.Terms.Count,
        Product product => product.Factors.All(f => f is Sym) && product.Factors.Distinct().Count() == product.Factors.Count,
        Divide { Top: Sym top, Bottom: Sym bottom } => top != bottom,
        _ => false,
    };

    /// <summary>A list that says one thing several times: x + y − 1 = 0 ⇒ x + y = 1.</summary>
    private static bool Repeats(Bag bag) => bag.Items.Count > 1 && Keys.Of(bag.Items[0]) is var key && bag.Items.Skip(1).All(i => Keys.Of(i) == key);

    private Outcome OfBag(Shape gold, Shape predicted)
    {
        if (gold is Bag a && predicted is Bag b)
        {
            if (NamedLists.Parts(a) is { } first && NamedLists.Parts(b) is { } second && NamedLists.SameNames(first, second)) return ByName(first, second);
            return Unordered(a.Items, b.Items);
        }

        var (bag, other) = gold is Bag g ? (g, predicted) : ((Bag)predicted, gold);
        if (Choices.Letters(bag) is { } letters && Choices.Letters(other) is { } others) return letters.SetEquals(others) ? Outcome.Same(GradeRule.SameChoice) : Outcome.Different(GradeRule.DifferentChoice);
        if (bag.Items.Count == 1 && !(bag.Braces && _inside > 0)) return gold is Bag ? Of(bag.Items[0], other) : Of(other, bag.Items[0]);
        if (other is Scalar or Amount && Repeats(bag)) return gold is Bag ? Of(bag.Items[0], other) : Of(other, bag.Items[0]);
        if (other is Sequence sequence && !bag.Braces && options.ListAsTuple && sequence.Open == '(' && sequence.Close == ')')
        {
            var inOrder = NamedLists.InCustomaryOrder(bag.Items);
            return gold is Bag ? InOrder(inOrder, sequence.Items) : InOrder(sequence.Items, inOrder);
        }

        if (other is Grid && !bag.Braces && options.ListAsTuple) return gold is Bag ? Of(new Sequence('(', ')', bag.Items), other) : Of(other, new Sequence('(', ')', bag.Items));
        if (other is Region && bag.Items.All(i => i is Scalar)) return OfRegions(gold is Bag ? bag with { Braces = true } : gold, gold is Bag ? predicted : bag with { Braces = true });
        if (other is Words words) return Short(words.Text) ? Outcome.Different(GradeRule.DifferentKinds) : Outcome.Undecided(GradeRule.NeedsReader);
        return Outcome.Different(GradeRule.DifferentItems);
    }

    /// <summary>The same names with the same values, in whatever order they stand.</summary>
    private Outcome ByName(IReadOnlyList<(string Name, Shape Value)> gold, IReadOnlyList<(string Name, Shape Value)> predicted)
    {
        var undecided = false;
        foreach (var (name, value) in gold)
        {
            var equal = Of(value, predicted.First(p => p.Name == name).Value).Equal;
            if (equal == false) return Outcome.Different(GradeRule.DifferentItems);
            undecided |= equal is null;
        }

        return undecided ? Outcome.Undecided(GradeRule.NeedsReader) : Outcome.Same(GradeRule.SameItems);
    }

    /// <summary>Every gold item has its equal in the prediction, and the other way round.</summary>
    private Outcome Unordered(IReadOnlyList<Shape> gold, IReadOnlyList<Shape> predicted)
    {
        _inside++;
        var outcome = Matched(gold, predicted);
        _inside--;
        return outcome;
    }

    /// <summary>How many lists stand around what is compared: {1} is 1 alone, but not in {{1}, 2}.</summary>
    private int _inside;

    private Outcome Matched(IReadOnlyList<Shape> gold, IReadOnlyList<Shape> predicted)
    {
        if (gold.Count > Limits.MaxItems || predicted.Count > Limits.MaxItems) return Outcome.Undecided(GradeRule.NotComputable);
        if (gold.Count == 0 || predicted.Count == 0) return gold.Count == predicted.Count ? Outcome.Same(GradeRule.SameSet) : Outcome.Different(GradeRule.DifferentItems);
        var undecided = false;
        var used = new bool[predicted.Count];
        foreach (var item in gold)
        {
            var best = false as bool?;
            for (var i = 0; i < predicted.Count && best != true; i++)
            {
                var outcome = Of(item, predicted[i]).Equal;
                if (outcome == true) used[i] = true;
                best = outcome == true ? true : outcome is null && best == false ? null : best;
            }

            if (best == false) return Outcome.Different(GradeRule.DifferentItems);
            undecided |= best is null;
        }

        for (var i = 0; i < predicted.Count; i++)
        {
            if (used[i]) continue;
            var best = false as bool?;
            foreach (var item in gold)
            {
                var outcome = Of(item, predicted[i]).Equal;
                if (outcome == true) { best = true; break; }
                if (outcome is null) best = null;
            }

            if (best == false) return Outcome.Different(GradeRule.DifferentItems);
            undecided |= best is null;
        }

        return undecided ? Outcome.Undecided(GradeRule.NeedsReader) : Outcome.Same(GradeRule.SameSet);
    }

    private Outcome OfWords(string gold, string predicted)
    {
        if (PointNames.IsChoice(gold) && PointNames.IsChoice(predicted)) return gold.Order().SequenceEqual(predicted.Order()) ? Outcome.Same(GradeRule.SameChoice) : Outcome.Different(GradeRule.DifferentChoice);
        gold = gold.ToLowerInvariant();
        predicted = predicted.ToLowerInvariant();
        if (gold == predicted || Bare(gold) == Bare(predicted)) return Outcome.Same(GradeRule.SameText);
        if (options.TextWithin && Within(gold, predicted)) return Outcome.Same(GradeRule.TextWithin);
        return Short(gold) && Short(predicted) ? Outcome.Different(GradeRule.DifferentText) : Outcome.Undecided(GradeRule.NeedsReader);
    }

    /// <summary>A verb opens the rest of a sentence and an article or a preposition follows: "will receive the last token", "served in the first game".</summary>
    private static bool Acts(string rest)
    {
        var verb = rest[..(rest.IndexOf(' ') is >= 0 and var blank ? blank : rest.Length)];
        if (verb is "is" or "are" or "was" or "were" || !(verb is "will" or "had" or "can" or "must" or "should" or "would" or "won" || verb.EndsWith("ed", StringComparison.Ordinal) || (verb.EndsWith('s') && !verb.EndsWith("ss", StringComparison.Ordinal)))) return false;
        return Array.Exists(Particles, p => rest.Contains(p, StringComparison.Ordinal));
    }

    private static readonly string[] Particles = [" the ", " a ", " an ", " in ", " at ", " on ", " by ", " with ", " to ", " for "];

    private static string Bare(string words)
    {
        foreach (var article in (ReadOnlySpan<string>)["the ", "a ", "an "])
            if (words.StartsWith(article, StringComparison.Ordinal))
                words = words[article.Length..];
        return words.Replace(" is ", " ", StringComparison.Ordinal).Replace(" are ", " ", StringComparison.Ordinal); // "n is even", "n even"
    }

    /// <summary>One to three predicted words that are what a longer gold sentence says of its subject (after "is" or "are", at the end), or its subject where it says what the subject does ("Petya will receive …"); of a sentence that denies nothing and offers no choice.</summary>
    private static bool Within(string gold, string predicted)
    {
        var words = predicted.Count(c => c == ' ') + 1;
        if (words > 3 || predicted.Length < 3 || gold.Count(c => c == ' ') < words + 1) return false;
        var padded = $" {gold} ";
        foreach (var denial in (ReadOnlySpan<string>)[" not ", " no ", " never ", " neither ", " nor ", " or ", " than ", " cannot ", " if "])
            if (padded.Contains(denial, StringComparison.Ordinal))
                return false;
        var subject = gold.StartsWith("any ", StringComparison.Ordinal) ? gold[4..] : gold;
        return (subject.StartsWith(predicted + " ", StringComparison.Ordinal) && (subject.Length < gold.Length || Acts(subject[(predicted.Length + 1)..]))) || padded.EndsWith($" is {predicted} ", StringComparison.Ordinal) || padded.EndsWith($" are {predicted} ", StringComparison.Ordinal);
    }
}
