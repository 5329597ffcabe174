using System.Diagnostics;
using System.Globalization;
using DataForge.Core;

namespace DataForge.Tests.Tools;

/// <summary>Runs that ask a model, ended at random moments by SIGKILL, SIGTERM or SIGHUP and resumed until they end: the bytes are those of an unbroken run, and calls are repeated only for what was under way.</summary>
/// <remarks>A few kills, drawn by DATAFORGE_SEED; DATAFORGE_KILLS=N takes N.</remarks>
public sealed class ResumeKillTests : IDisposable
{
    private const int Rows = 40;
    private const int InFlight = 4;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("DATAFORGE_KILLS") ?? "4", CultureInfo.InvariantCulture);
    private static readonly long Seed = long.Parse(Environment.GetEnvironmentVariable("DATAFORGE_SEED") ?? "1", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("resume-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("forge-sample", "out.jsonl", 1)]
    [InlineData("forge-sample", "out.parquet", 1)]
    [InlineData("forge-evolve", "out.jsonl.zst", 5)]
    public async Task A_run_ended_at_random_moments_is_resumed_to_the_bytes_of_an_unbroken_one(string tool, string name, int callsPerRow)
    {
        File.WriteAllText(At("in.jsonl"), string.Concat(Enumerable.Range(0, Rows).Select(i => $$"""{"problem":"What is {{i}} + {x}?"}""" + "\n")));
        await using var server = SynthesisServer.Start();
        string[] args = ["--endpoint", server.Address.ToString(), "--seed", "1", "--quiet", "--in-flight", $"{InFlight}", "--resume", At("in.jsonl")];
        Assert.Equal(0, ToolRun.Run(tool, ["--out", At("whole-" + name), "--rejects", At("whole-rejects.jsonl"), .. args]).ExitCode);
        var random = CounterRandom.For(Seed, "resume kills", tool + name);
        var (killed, draws) = (0, 0UL);
        while (killed < Kills)
        {
            foreach (var old in new[] { At(name), At("rejects.jsonl") }.Where(File.Exists)) File.Delete(old);
            server.Requests.Clear();
            var interrupted = 0;
            for (var ended = false; !ended;)
            {
                using var process = Start(tool, ["--out", At(name), "--rejects", At("rejects.jsonl"), .. args]);
                var moment = 150 + random.Below(draws++, 900);
                if (killed < Kills && !process.WaitForExit(moment))
                {
                    var signal = (string[])["KILL", "TERM", "HUP"];
                    using (var kill = Process.Start("kill", [$"-{signal[random.Below(draws++, 3)]}", $"{process.Id}"])) await kill.WaitForExitAsync();
                    await process.WaitForExitAsync();
                    killed++;
                    interrupted++;
                    ended = File.Exists(At(name)) && !File.Exists(At(name + ".journal")); // it had just come to its end
                    continue;
                }

                await process.WaitForExitAsync();
                Assert.Equal(0, process.ExitCode);
                ended = true;
            }

            Assert.Equal(File.ReadAllBytes(At("whole-" + name)), File.ReadAllBytes(At(name)));
            Assert.Equal(File.ReadAllBytes(At("whole-rejects.jsonl")), File.ReadAllBytes(At("rejects.jsonl")));
            Assert.False(File.Exists(At(name + ".journal")), "a journal is left");
            Assert.InRange(server.Requests.Count, Rows * callsPerRow, (Rows * callsPerRow) + (interrupted * 2 * InFlight * callsPerRow));
        }
    }

    private static Process Start(string tool, string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(ToolRun.Bin, tool)) { RedirectStandardError = true };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }
}
