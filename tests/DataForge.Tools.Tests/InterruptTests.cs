using System.Diagnostics;

namespace DataForge.Tests.Tools;

/// <summary>Ctrl-C and termination wherever a tool may be busy: waiting for input, within a model step, within a system call that nothing ends.</summary>
public sealed class InterruptTests : IDisposable
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("interrupt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static Process Start(string tool, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(ToolRun.Bin, tool)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    /// <summary>Sends the signal and waits for the end.</summary>
    private static async Task<(int Exit, string Out, string Error, TimeSpan Took)> Signal(Process process, string signal)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var clock = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output, await error, clock.Elapsed);
    }

    private static async Task Busy(Process process, Func<bool> reached)
    {
        for (var clock = Stopwatch.StartNew(); !reached(); await Task.Delay(20))
        {
            Assert.False(process.HasExited, "ended before it could be interrupted");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "never got busy");
        }
    }

    [Theory]
    [InlineData("forge-vote", "INT")] // reads in the main thread
    [InlineData("forge-vote", "TERM")]
    [InlineData("forge-decontam --suite qwen2.5-math", "TERM")] // reads in a thread of its own
    public async Task A_tool_that_waits_for_its_next_line_stops_at_once(string line, string signal)
    {
        var words = line.Split(' ');
        using var process = Start(words[0], [.. words[1..], "--out", At("out.jsonl")]);
        await Busy(process, () => File.Exists(At("out.jsonl.part")));
        var (exit, output, error, took) = await Signal(process, signal);
        Assert.Equal((130, "", $"{words[0]}: interrupted; only .part files remain\n"), (exit, output, error));
        Assert.InRange(took, TimeSpan.Zero, Watchdog);
        Assert.Equal(["out.jsonl.part"], Files());
    }

    [Fact]
    public async Task A_tool_that_cannot_hear_is_ended_by_the_watchdog_with_the_same_words()
    {
        using (var make = Process.Start("mkfifo", [At("silent")])) await make.WaitForExitAsync();
        using var process = Start("forge-vote", "--votes", At("votes.jsonl"), At("silent")); // opening a named pipe blocks until somebody writes into it
        await Busy(process, () => File.Exists(At("votes.jsonl.part")));
        await Task.Delay(500); // from the output to the opening of the input
        var (exit, output, error, took) = await Signal(process, "TERM");
        Assert.Equal((130, "", "forge-vote: interrupted; only .part files remain\n"), (exit, output, error));
        Assert.InRange(took, Watchdog - TimeSpan.FromSeconds(1), Watchdog + TimeSpan.FromSeconds(10));
        Assert.Equal(["silent", "votes.jsonl.part"], Files());
    }

    [Fact]
    public async Task An_import_is_left_between_two_rows_of_weights()
    {
        var model = Environment.GetEnvironmentVariable("DATAFORGE_MODEL");
        if (model is null) Assert.Skip("DATAFORGE_MODEL names no model");
        using var process = Start("forge-model", "import", model, "--out", At("imported"));
        await Busy(process, () => File.Exists(At("imported.part/weights.bin")));
        var (exit, output, error, took) = await Signal(process, "INT");
        Assert.Equal((130, "", "forge-model: interrupted; only .part files remain\n"), (exit, output, error));
        Assert.InRange(took, TimeSpan.Zero, Watchdog);
        Assert.False(Directory.Exists(At("imported")));
    }

    [Theory]
    [InlineData("forge-sample --raw --max-tokens 4 --model")]
    [InlineData("forge-score --method logprob --model")]
    [InlineData("forge-model logits")]
    public async Task A_long_prompt_is_left_within_a_step_of_the_model(string line)
    {
        var model = Environment.GetEnvironmentVariable("DATAFORGE_MODEL");
        if (model is null) Assert.Skip("DATAFORGE_MODEL names no model");
        var text = string.Join(' ', Enumerable.Range(0, 1500)); // 6,389 tokens: half a minute of reading
        var words = line.Split(' ');
        using var process = Start(words[0], [.. words[1..], model, "--out", At("out.jsonl")]);
        await process.StandardInput.WriteLineAsync($$"""{"prompt":"{{text}}","problem":"{{text}}","generation":"4"}""");
        await process.StandardInput.FlushAsync();
        await Busy(process, () => process.TotalProcessorTime > TimeSpan.FromSeconds(6));
        var (exit, output, error, took) = await Signal(process, "INT");
        Assert.Equal((130, "", $"{words[0]}: interrupted; only .part files remain\n"), (exit, output, error));
        Assert.InRange(took, TimeSpan.Zero, Watchdog);
        Assert.Equal(["out.jsonl.part"], Files());
    }
}
