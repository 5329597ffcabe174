using DataForge.Contamination;

internal static class ContaminationSample
{
    public static void Run(TextWriter output)
    {
        var index = ContaminationIndex.Of("mine",
        [
            ("p1", "A farmer has seventeen sheep and all but nine run away over the hill; how many sheep does the farmer still have in the evening?"),
            ("p2", "What is the sum of the first one hundred positive odd integers that are divisible by neither three nor five?"),
        ]);
        var scanner = new Scanner(index);
        foreach (var text in new[]
        {
            "Puzzle of the day. A farmer has seventeen sheep, and all but nine run away over the hill: how many sheep does the farmer still have in the evening?",
            "A shepherd owns twenty goats and sells five of them.",
        })
        {
            foreach (var hit in scanner.Scan(text)) output.WriteLine($"{hit.Benchmark} {hit.Item}: {hit.Tier}, {hit.Action}, code points {hit.Start} to {hit.End}");
            output.WriteLine(scanner.IsContaminated(text) ? "drop" : "keep");
        }
    }
}
