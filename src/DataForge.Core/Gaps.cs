namespace DataForge.Core;

/// <summary>What is still missing of a row of things.</summary>
public static class Gaps
{
    /// <summary>Runs of places that hold nothing, in order.</summary>
    public static IEnumerable<(int First, int Count)> Of<T>(IReadOnlyList<T?> things)
        where T : class
    {
        for (var at = 0; at < things.Count; at++)
        {
            if (things[at] is not null) continue;
            var first = at;
            while (at < things.Count && things[at] is null) at++;
            yield return (first, at - first);
        }
    }
}
