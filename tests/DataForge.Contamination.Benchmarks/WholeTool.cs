using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

/// <summary>The built tool as a process over a sixteenth, a quarter and the whole of a corpus, through a file, with the time of the JSON reader alone over the same bytes on as many threads.</summary>
internal static class WholeTool
{
    public static int Measure(string bin, string corpus, string index)
    {
        var all = File.ReadAllBytes(corpus);
        Console.WriteLine("| MB | wall s | MB/s | CPU s | MB per CPU s | peak MB | JSON alone, wall s | MB/s |\n|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var share in new[] { 16, 4, 1 })
        {
            var part = share == 1 ? corpus : Path.GetTempFileName();
            var bytes = all.AsSpan(0, share == 1 ? all.Length : all.AsSpan(0, all.Length / share).LastIndexOf((byte)'\n') + 1);
            if (share > 1) File.WriteAllBytes(part, bytes);
            var (wall, cpu, peak) = Best(2, () => Run(Path.Combine(bin, "forge-decontam"), part, index));
            var parse = Parse(all.AsMemory(0, bytes.Length));
            var size = bytes.Length / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:0} | {wall:0.00} | {size / wall:0} | {cpu:0.00} | {size / cpu:0} | {peak:0} | {parse:0.00} | {size / parse:0} |"));
            if (share > 1) File.Delete(part);
        }

        return 0;
    }

    private static (double Wall, double Cpu, double Peak) Best(int rounds, Func<(double Wall, double Cpu, double Peak)> run) => Enumerable.Range(0, rounds).Select(_ => run()).MinBy(r => r.Wall);

    private static (double Wall, double Cpu, double Peak) Run(string tool, string corpus, string index)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" > /dev/null", tool, "--index", index, "--fields", "text", "--quiet", corpus]);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        long peak = 0;
        double cpu = 0; // read while it runs, so up to 10 ms short: of an ended process it cannot be asked
        while (!process.WaitForExit(10))
        {
            process.Refresh();
            try
            {
                (peak, cpu) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime.TotalSeconds);
            }
            catch (InvalidOperationException) when (process.HasExited)
            {
                break;
            }
        }

        process.WaitForExit();
        var wall = clock.Elapsed.TotalSeconds;
        if (process.ExitCode > 1) throw new InvalidOperationException($"{tool}: exit {process.ExitCode}");
        return (wall, cpu, peak / 1e6);
    }

    private static double Parse(ReadOnlyMemory<byte> lines)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            var threads = Environment.ProcessorCount;
            Parallel.For(0, threads, t =>
            {
                var rest = lines.Span;
                var (from, to) = (Line(rest, (long)rest.Length * t / threads), Line(rest, (long)rest.Length * (t + 1) / threads));
                rest = rest[from..to];
                while (rest.IndexOf((byte)'\n') is >= 0 and var end)
                {
                    var reader = new Utf8JsonReader(rest[..end]);
                    while (reader.Read()) { }
                    rest = rest[(end + 1)..];
                }
            });
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return best;
    }

    /// <summary>The first line's start at or behind a place.</summary>
    private static int Line(ReadOnlySpan<byte> lines, long at) => at == 0 ? 0 : at >= lines.Length ? lines.Length : (int)at + lines[(int)at..].IndexOf((byte)'\n') + 1;
}
