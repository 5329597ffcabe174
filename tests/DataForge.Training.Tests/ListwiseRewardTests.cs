using System.Diagnostics;

namespace DataForge.Tests.Training;

/// <summary>corpora/training/listwise_reward.py, with Debian's torch where that is installed.</summary>
public sealed class ListwiseRewardTests : IDisposable
{
    private static readonly string Script = Path.Combine(SharedData.Repository, "corpora", "training", "listwise_reward.py");
    private readonly string _work = Directory.CreateTempSubdirectory("listwise-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    private (int Code, string Out, string Error) Python(params string[] arguments)
    {
        const string Interpreter = "/usr/bin/python3";
        if (!File.Exists(Interpreter)) Assert.Skip("python3 is not installed");
        var start = new ProcessStartInfo(Interpreter, arguments) { WorkingDirectory = _work, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONPATH"] = Path.GetDirectoryName(Script)!;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said, error.Result);
    }

    private void RequireTorch()
    {
        if (Python("-c", "import torch").Code != 0) Assert.Skip("torch is not installed (apt install python3-torch)");
    }

    private string Pairs()
    {
        var path = Path.Combine(_work, "pairs.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, 42).Select(i =>
        {
            var right = i == 40 ? 6 : i == 41 ? 0 : 1 + (i % 5);
            var responses = Enumerable.Range(0, 6).Select(j => $$"""{"content":"{{i}} + 1 = {{(j < right ? i + 1 : i + 2 + j)}}. {{(j < right ? "ok" : "hm")}}","is_correct":{{(j < right ? "true" : "false")}},"model":"m{{j % 2}}"}""");
            return $$"""{"problem":"{{i}} + 1?","responses":[{{string.Join(',', responses)}}]}""";
        }));
        return path;
    }

    [Fact]
    public void The_loss_is_the_reports_for_every_number_of_right_responses()
    {
        RequireTorch();
        var (code, said, error) = Python("-c", """
            import math, torch, listwise_reward as l
            scores = torch.tensor([1.0, 0.5, -0.25, 2.0, 0.0, -1.0])
            for k in range(1, 6):
                right = torch.tensor([i < k for i in range(6)])
                brute = -sum(math.log(1 / (1 + math.exp(-(scores[i] - scores[j])))) for i in range(6) if right[i] for j in range(6) if not right[j]) / (k * (6 - k))
                assert abs(float(l.listwise_loss(scores, right)) - brute) < 1e-6, k
            print(l.ranking([2, 1, 1], [True, False, True]))
            """);
        Assert.Equal((0, "0.75\n", ""), (code, said, error));
    }

    [Fact]
    public void Responses_are_taken_in_proportion_and_in_turn_over_the_models()
    {
        var (code, said, error) = Python("-c", """
            import listwise_reward as l
            rows = [{"is_correct": i < 6, "model": "a" if i % 6 < 4 else "b", "n": i} for i in range(12)]
            print([r["n"] for r in l.balanced(rows, 6)], len(l.balanced(rows[:6], 6)), [r["n"] for r in l.balanced(rows[5:], 3)])
            """);
        Assert.Equal((0, "[0, 4, 1, 10, 6, 11] 6 [5, 6, 7]\n", ""), (code, said, error));
    }

    [Fact]
    public void A_tiny_model_learns_to_rank_and_problems_without_pairs_are_left_out()
    {
        RequireTorch();
        var (code, said, error) = Python(Script, "--tiny", "--epochs", "3", "--lr", "0.01", "--batch", "8", "--out", "rm", Pairs());
        Assert.True(code == 0, error);
        var lines = said.Split('\n');
        Assert.Equal("36 problems to train, 4 held out; left out: all right 1, all wrong 1", lines[0]);
        Assert.Matches(@"^epoch 3: loss 0\.0\d+, ranking 1\.0000, held out 1\.0000$", lines[3]);
        Assert.True(File.Exists(Path.Combine(_work, "rm", "tiny.pt")));
    }

    [Fact]
    public void Rows_of_another_kind_are_refused_by_line()
    {
        var path = Path.Combine(_work, "other.jsonl");
        File.WriteAllText(path, "{\"problem\":\"x\",\"chosen\":\"y\"}\n");
        Assert.Contains("other.jsonl:1: expected responses, as forge-pairs --as rm writes them", Python(Script, "--tiny", path).Error, StringComparison.Ordinal);
    }
}
