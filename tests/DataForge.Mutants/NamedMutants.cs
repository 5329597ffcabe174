using Microsoft.CodeAnalysis.Text;

namespace DataForge.Tests.Mutants;

/// <summary>Changes of policy that once survived the tests; each must die.</summary>
internal static class NamedMutants
{
    /// <param name="Classes">The test classes that must notice.</param>
    private sealed record Named(string Name, string Room, string File, string From, string To, params string[] Classes);

    private static readonly Named[] All =
    [
        new("tie-highest-rollout", "Voting", "Vote.cs", "[.. groups.Values\n", "[.. groups.Values.Reverse()\n", "VoteTests"),
        new("lcs-at-the-limit", "Contamination", "Judge/RunJudge.Hot.cs", "if (ratio <= limit) continue;", "if (ratio < limit) continue;", "PolicyTests"),
        new("lcs-one-window", "Contamination", "Judge/RunJudge.Hot.cs", "MostWindows = 4;", "MostWindows = 1;", "PolicyTests"),
        new("answer-within-8", "Contamination", "Judge/FieldScanner.Hot.cs", "const int near = 256;", "const int near = 8;", "PolicyTests"),
        new("boilerplate-of-4", "Contamination", "Index/Boilerplate.Hot.cs", "Variants = 10;", "Variants = 4;", "PolicyTests"),
        new("no-rounding-half-down", "Answers", "Shapes/Decimals.cs", "(up == scaled || down == scaled)", "(up == scaled)", "PolicyTests"),
        new("no-rounding-half-up", "Answers", "Shapes/Decimals.cs", "(up == scaled || down == scaled)", "(down == scaled)", "PolicyTests"),
        new("yard-of-9145", "Answers", "Syntax/Units.cs", "new(9144, 10_000), \"yd\"", "new(9145, 10_000), \"yd\"", "PolicyTests"),
        new("first-hash-mark", "Answers", "Extraction/AnswerExtractor.cs", ".LastIndexOf(\"####\", StringComparison.Ordinal)", ".IndexOf(\"####\", StringComparison.Ordinal)", "PolicyTests"),
        new("list-with-gaps", "Answers", "Extraction/LabelledValue.cs", "at), items.Count + 1)", "at), text[at] - '0')", "PolicyTests"),
        new("no-rollout-last", "Formats", "Sorting/RowSort.cs", "r.Integer(\"rollout\") ?? -1", "r.Integer(\"rollout\") ?? long.MaxValue", "RowSortTests"),
        new("retry-after-uncapped", "Models", "OpenAi/EndpointClient.cs", "wait > LongestRetryAfter ? LongestRetryAfter : wait", "wait", "EndpointOutageTests"),
    ];

    /// <returns>1 when a mutant survived, 2 when one no longer fits the source.</returns>
    public static int Run(string repository, string[] only)
    {
        var worst = 0;
        foreach (var group in All.Where(m => only.Length == 0 || only.Contains(m.Name)).GroupBy(m => m.Room))
        {
            var room = new RoomSource(repository, group.Key);
            var bed = new TestBed(repository, room);
            bed.RequireGreen(room, [.. group.SelectMany(m => m.Classes).Distinct()]);
            foreach (var mutant in group)
            {
                var tree = room.Trees.Single(t => t.FilePath.EndsWith($"/{room.Name}/{mutant.File}", StringComparison.Ordinal));
                var text = tree.GetText().ToString();
                var at = text.IndexOf(mutant.From, StringComparison.Ordinal);
                if (at < 0 || text.IndexOf(mutant.From, at + 1, StringComparison.Ordinal) >= 0 || !room.Compile(tree, new TextSpan(at, mutant.From.Length), mutant.To, bed.Assembly))
                {
                    Console.WriteLine($"STALE     {mutant.Name}: {room.Relative(tree)} does not hold it once: {mutant.From.Trim()}");
                    worst = 2;
                    continue;
                }

                var outcome = bed.Run(mutant.Classes);
                Console.WriteLine($"{outcome,-9} {mutant.Name} ({room.Relative(tree)})");
                if (outcome == Outcome.Survived) worst = Math.Max(worst, 1);
            }
        }

        return worst;
    }
}
