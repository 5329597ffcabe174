using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting;

namespace DataForge.Benchmarks.Voting;

/// <summary>Feeds forge-vote made samples through a pipe and watches its resident memory.</summary>
internal static class StreamBenchmark
{
    private const int Samples = 8;
    private const int Checkpoints = 10;

    public static int Run(string tool, int problems, string[] more)
    {
        var check = more.Contains("--check");
        var start = new ProcessStartInfo(tool) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var option in more.Where(m => m != "--check")) start.ArgumentList.Add(option);
        using var process = Process.Start(start)!;
        var output = Task.Run(() => Count(process.StandardOutput.BaseStream));
        var talk = process.StandardError.ReadToEndAsync();
        var memory = new List<(int Problems, long Bytes)>();
        var clock = Stopwatch.StartNew();
        long bytes = 0;
        var processor = TimeSpan.Zero;
        using (var input = new BufferedStream(process.StandardInput.BaseStream, 1 << 20))
        {
            for (var p = 0; p < problems; p++)
            {
                bytes += Write(input, p);
                if ((p + 1) % Math.Max(1, problems / Checkpoints) == 0) memory.Add((p + 1, Resident(process.Id)));
            }

            input.Flush();
            process.Refresh();
            processor = process.TotalProcessorTime; // while it still runs: all but the last pipeful
        }

        process.WaitForExit();
        clock.Stop();
        var (rows, right) = output.Result;
        var rate = (long)problems * Samples / clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{problems:N0} problems x {Samples}, {bytes / 1e6:N0} MB in {clock.Elapsed.TotalSeconds:0.0} s: {rate:N0} samples/s, {bytes / 1e6 / clock.Elapsed.TotalSeconds:0} MB/s; own processor time {processor.TotalSeconds:0.0} s, {(long)problems * Samples / processor.TotalSeconds:N0} samples a second of it; exit {process.ExitCode}"));
        foreach (var (n, resident) in memory) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  after {n:N0} problems: {resident / 1e6:0.0} MB resident"));
        var (first, last) = (memory[Math.Min(1, memory.Count - 1)], memory[^1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  growth from {first.Problems:N0} on: {(last.Bytes - first.Bytes) / (double)Math.Max(1, last.Problems - first.Problems):0.0} bytes a problem"));
        Console.Write(talk.Result);
        if (!check) return process.ExitCode;
        var sound = process.ExitCode == 0 && rows == problems && right == problems;
        Console.WriteLine(sound ? "check: every problem went to its planted answer" : $"check: {rows} rows, {right} of {problems} as planted");
        return sound ? 0 : 1;
    }

    /// <summary>Processor time of each part of a vote alone, over the same samples in a file.</summary>
    public static int Parts(int problems)
    {
        var path = Path.Combine(Path.GetTempPath(), $"forge-stream-{Environment.ProcessId}.jsonl");
        try
        {
            using (var file = File.Create(path))
                for (var p = 0; p < problems; p++)
                    Write(file, p);
            for (var round = 0; round < 2; round++) // the first warms up
            {
                Time("rows", () => RowReader.Open(path).Count());
                Time("samples", () => StoredSamples.Open([path], FieldNames.Default, "rows", _ => { }).Count());
                Time("problems", () => Groups(path).Count());
                Time("views", () => Groups(path).Sum(g => SampleView.Of(g.Samples, FieldNames.Default).Count));
                Time("votes", () => Groups(path).Sum(g => Vote.Count([.. SampleView.Of(g.Samples, FieldNames.Default).Select(v => v.Ballot)], new VoteSettings()).TotalVotes));
            }
        }
        finally
        {
            File.Delete(path);
        }

        return 0;

        void Time(string part, Func<int> run)
        {
            using var self = Process.GetCurrentProcess();
            var (before, bytes) = (self.TotalProcessorTime, GC.GetTotalAllocatedBytes());
            run();
            self.Refresh();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part,-9} {(self.TotalProcessorTime - before).TotalMicroseconds / problems / Samples:0.00} µs, {(GC.GetTotalAllocatedBytes() - bytes) / problems / Samples:N0} bytes allocated a sample"));
        }
    }

    private static IEnumerable<ProblemGroup> Groups(string path) => ProblemGroups.Of(StoredSamples.Open([path], FieldNames.Default, "rows", _ => { }));

    /// <summary>Eight samples of one problem, of which five give the planted answer with the higher scores.</summary>
    private static int Write(Stream output, int problem)
    {
        var random = CounterRandom.For(1, "stream", problem.ToString(CultureInfo.InvariantCulture));
        var id = StableHash.Hex128("stream", problem.ToString(CultureInfo.InvariantCulture));
        var text = new StringBuilder();
        for (var i = 0; i < Samples; i++)
        {
            var planted = i % 8 is not (1 or 4 or 6);
            var answer = planted ? problem : problem + 1 + random.Below((ulong)i, 3);
            var score = (planted ? 1 : -1) + random.Share((ulong)i + 100);
            text.Append(CultureInfo.InvariantCulture, $$"""{"sample_id":"{{id}}{{i}}","problem_id":"{{id}}","problem":"How many are {{problem}} and nothing?","rollout":{{i}},"generation":"There are {{problem}} of them and nothing is added, so the count stays.\nThe answer is \\boxed{{{answer}}}.","finish_reason":"stop","predicted_answer":"{{answer}}","reward_model_score":{{score:0.0000}}}""").Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        output.Write(bytes);
        return bytes.Length;
    }

    /// <summary>Rows that came out, and how many of them hold their problem's planted answer.</summary>
    private static (long Rows, long Right) Count(Stream output)
    {
        long rows = 0, right = 0;
        using var reader = new StreamReader(output);
        while (reader.ReadLine() is { } line)
        {
            var row = Row.Parse(line);
            var answer = row.Text("predicted_answer") ?? row.Text("answer");
            var problem = row.Text("problem") is { } text ? text.Split(' ')[3] : answer;
            rows++;
            if (answer == problem) right++;
        }

        return (rows, right);
    }

    private static long Resident(int id)
    {
        foreach (var line in File.ReadLines($"/proc/{id}/status"))
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(6).Trim()[..^3], CultureInfo.InvariantCulture) * 1024;
        return 0;
    }
}
