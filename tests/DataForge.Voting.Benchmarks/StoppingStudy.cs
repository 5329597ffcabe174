using System.Globalization;
using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Benchmarks.Voting;

/// <summary>Replays stopping rules over stored samples: random orders of each problem's samples are the stream that a rule sees.</summary>
internal static class StoppingStudy
{
    private static readonly VoteSettings Count = new(VoteWeight.Count);
    private static readonly VoteSettings Sigmoid = new(VoteWeight.Sigmoid);

    public static int Run(string data)
    {
        const string Ovm = "ovm/model_generation__train__responses_n100_llama7b-2-ep2_samples.jsonl ovm/model_generation__train__responses_n100_mistral7b-ep2_samples.jsonl";
        (string Name, StudySet Set, int Most, int Orders, bool Scores)[] sets =
        [
            ("MATH, Qwen2.5-Math", Read("qwen25-math/eval_rm_maj_example/math_cot_100.jsonl.gz"), 8, 20, true),
            ("MATH, Lazy-RLVR", Read("lazy-rlvr/Qwen3-8B-Base-MATH_vllm.jsonl.gz"), 16, 20, false),
            ("Polaris, Lazy-RLVR", Read("lazy-rlvr/polaris_Qwen3-8B-Base-MATH_vllm.jsonl.gz"), 16, 20, false),
            ("GSM8K train, OVM", Read(Ovm), 40, 20, false),
            ("GSM8K train, OVM", Read(Ovm), 100, 20, false),
            ("GSM8K, ZeroEval, 44 models", Read("zeroeval/gsm.merged.jsonl.gz"), 44, 4, false),
        ];
        Console.Out.WriteLine("| set (N) | rule | mean samples | saved | agree | accuracy (all N) |\n|---|---|--:|--:|--:|--:|");
        foreach (var (name, set, most, orders, scores) in sets)
        {
            foreach (var rule in (string[])["safe", "beta:0.95", "beta:0.99", "esc:4", "esc:5", "learned:0.99"]) Line(name, set, most, orders, rule, Count);
            if (!scores) continue;
            foreach (var rule in (string[])["safe", "beta:0.95", "beta:0.9", "beta:0.85"]) Line(name, set, most, orders, rule, Sigmoid);
        }

        return 0;

        StudySet Read(string files) => StudySet.Read("", "", data, files);
    }

    private static void Line(string name, StudySet set, int most, int orders, string text, VoteSettings weight)
    {
        var r = Replay(set, most, orders, text, weight);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} ({most}) | {text}{(weight.NeedsScores ? ", σ(score)" : "")} | {r.Mean:0.00} | {100 * (1 - r.Mean / most):0.0} % | {100 * r.Agree:0.00} | {100 * r.Accuracy:0.0} ({100 * r.Full:0.0}) |"));
    }

    /// <summary>Means over problems and orders.</summary>
    internal sealed record Result(double Mean, double Agree, double Accuracy, double Full);

    internal static Result Replay(StudySet set, int most, int orders, string text, VoteSettings weight)
    {
        var rule = StopRule.Parse(text)!;
        double samples = 0, agree = 0, accuracy = 0, full = 0;
        for (var fold = 0; fold < 2; fold++) // a rule that learns is fitted on the other half
        {
            var half = fold;
            var fitted = rule.Learns ? rule.With(StopTable.Fit(set.Problems.Where((_, i) => i % 2 != half).Select(p => (p.Id, (IReadOnlyList<Ballot>)[.. Order(p, 0).Take(most).Select(s => s.Ballot)])), weight, 0)) : rule;
            foreach (var problem in set.Problems.Where((_, i) => i % 2 == half))
            {
                for (var order = 0; order < orders; order++)
                {
                    var stream = Order(problem, order).Take(most).ToArray();
                    Ballot[] ballots = [.. stream.Select(s => s.Ballot)];
                    var decision = StopDecision.Of(fitted, ballots, null, weight, 1, ballots.Length)!;
                    var (all, some) = (Vote.Count(ballots, weight), Vote.Count([.. ballots.Take(decision.Drawn)], weight));
                    samples += decision.Drawn;
                    agree += all.Winner?.Key == some.Winner?.Key ? 1 : 0;
                    accuracy += some.Winner is { } w && stream[w.Members[0]].Right ? 1 : 0;
                    full += all.Winner is { } f && stream[f.Members[0]].Right ? 1 : 0;
                }
            }
        }

        var n = (double)set.Problems.Count * orders;
        return new Result(samples / n, agree / n, accuracy / n, full / n);
    }

    /// <summary>The problem's samples in a seeded order, numbered anew.</summary>
    private static IEnumerable<(Ballot Ballot, bool Right)> Order(StudyProblem problem, int order)
    {
        var random = CounterRandom.For(0, "stopping-study", problem.Id).Fork((ulong)order);
        var places = Enumerable.Range(0, problem.Ballots.Count).ToArray();
        for (var i = places.Length - 1; i > 0; i--)
        {
            var j = random.Below((ulong)i, i + 1);
            (places[i], places[j]) = (places[j], places[i]);
        }

        return places.Select((p, i) => (problem.Ballots[p] with { Rollout = i }, problem.Right[p]));
    }
}
