using System.Text;
using System.Text.Json;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Decontam;

/// <summary>Plants benchmark items into the user's corpus and prints what would be found.</summary>
internal static class SelfTestRun
{
    public static readonly FlagOpt SelfTestFlag = new("self-test", "Plant items into the corpus and print recall by tier; nothing is filtered.");
    public static readonly IntOpt PlantsOpt = new("plants", 200, 1, 100_000, "plants of each kind", "Size of the self-test.");
    public static readonly IntOpt HostsOpt = new("self-test-rows", 20_000, 1, 10_000_000, "rows", "Corpus rows that the self-test reads.");
    public static readonly IntOpt Seed = new("seed", 0, 0, int.MaxValue, "(any number)", "Seed of the self-test's choices.");

    public static IReadOnlyList<Opt> Options { get; } = [SelfTestFlag, PlantsOpt, HostsOpt, Seed];

    public static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var s = DecontamSettings.From(options);
        var items = Items(options);
        var test = new SelfTest(ContaminationOptions.OpenIndex(options), s.Fields, s.Scan);
        var left = options.Get(HostsOpt);
        foreach (var batch in new CorpusBatches().Read(s.Inputs, context.Cancel))
        {
            for (var i = 0; i < batch.Count && left > 0; i++, left--)
                try
                {
                    test.Add(batch[i]);
                }
                catch (Exception e) when (e is JsonException or InvalidOperationException)
                {
                    throw ForgeException.BadRecord(batch.Path, batch.Number(i), $"expected a JSON object on this line: {e.Message}");
                }

            if (left == 0) break;
        }

        var result = test.Run(items, options.Get(PlantsOpt), options.Get(Seed));
        using var output = StandardStreams.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(Table(result)));
        return Task.FromResult(ExitCode.Ok);
    }

    private static List<(string Benchmark, string Item, string Text)> Items(Parsed options)
    {
        var specs = options.Get(ContaminationOptions.Benchmark);
        if (specs.Count == 0) throw new ForgeException("--self-test: expected --benchmark NAME=FILE: an index holds no text that could be planted");
        var items = new List<(string, string, string)>();
        foreach (var spec in specs)
        {
            var (name, path, fields) = BenchmarkFile.ParseSpec("benchmark", spec);
            foreach (var item in BenchmarkFile.Read(name, path, ContaminationOptions.ReadAll(path), fields).Items) items.Add((name, item.Id, item.Parts[0].Text));
        }

        return items;
    }

    private static string Table(SelfTestResult r)
    {
        Rules[] rules = [.. RuleNames.Members.Where(m => (m & Rules.Lexical) != 0)]; // a plant is a copy
        var page = new StringBuilder();
        page.Append("planted     number   drop   flag  missed");
        foreach (var rule in rules) page.Append(RuleNames.Of(rule).PadLeft(10));
        page.Append('\n');
        foreach (var k in r.Kinds)
        {
            page.Append($"{k.Name,-10} {k.Planted,7:N0} {k.Dropped,6:N0} {k.Flagged,6:N0} {k.Planted - k.Dropped - k.Flagged,7:N0}");
            foreach (var rule in rules) page.Append($"{k.ByRule.GetValueOrDefault(rule),10:N0}");
            page.Append('\n');
        }

        page.Append($"{"unplanted",-10} {r.Rows,7:N0} {r.Dropped,6:N0} {r.Flagged,6:N0} {"",7}");
        foreach (var rule in rules) page.Append($"{r.RowsByRule.GetValueOrDefault(rule),10:N0}");
        return page.Append("\nA column counts what the rule found, alone or with others. Unplanted rows that are found are false positives or real contamination: run without --self-test to see them.\n").ToString();
    }
}
