using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Lists with an ellipsis: 1, 2, …, 10 and 1, 3, 5, …, 99 are written out where whole numbers in equal steps stand around it; any other ellipsis stays an item.</summary>
internal static class Progressions
{
    public static IReadOnlyList<Node> WrittenOut(IReadOnlyList<Node> items)
    {
        var at = -1;
        for (var i = 0; i < items.Count; i++)
            if (items[i] is Sym { Name: "…" })
                at = at < 0 ? i : items.Count;
        if (at < 2 || at != items.Count - 2) return items;
        var start = new List<Rational>();
        foreach (var item in items.Take(at))
            if (Exact.Of(item) is { IsInteger: true } value) start.Add(value);
            else return items;
        if (Exact.Of(items[^1]) is not { IsInteger: true } last) return items;
        var step = start[1] - start[0];
        for (var i = 2; i < start.Count; i++)
            if (start[i] - start[i - 1] != step)
                return items;
        if (step.IsZero || (last - start[^1]) / step is not { IsInteger: true, Sign: > 0 } count || count.Numerator > Limits.MaxItems - start.Count) return items;
        var all = new List<Node>(items.Take(at));
        for (var i = 1; i <= (int)count.Numerator; i++) all.Add(new Num(start[^1] + (step * i)));
        return all;
    }
}
