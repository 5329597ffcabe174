using System.Diagnostics;
using System.Globalization;
using DataForge.Core;
using DataForge.Models.Recording;

namespace DataForge.Tests.Models.Recording;

/// <summary>Replies from a recording come quickly, whoever asks in whatever order.</summary>
public sealed class ReplaySpeedTests
{
    private const int Calls = 20_000;

    /// <summary>A model that answers at once.</summary>
    private sealed class Instant : IGenerator
    {
        public string Model => "instant";

        public string Revision => "1";

        public string Precision => "fp32";

        public string Engine => "test";

        public int InFlight => 64;

        public string Render(Prompt prompt) => "";

        public Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<Generation>>([.. Enumerable.Range(request.FirstRollout, request.Samples).Select(r => new Generation(r, $"{request.Key} {r}: \\boxed{{7}}", [1, 2, 3], FinishReason.Stop, 60, 200, null))]);

        public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Twenty_thousand_replies_take_less_than_two_seconds_of_processor_time()
    {
        var folder = Directory.CreateTempSubdirectory("replay-").FullName;
        try
        {
            await using (var recorder = new RecordedGenerator(Settings(folder, RecordingMode.Record), () => Task.FromResult<IGenerator>(new Instant())))
            {
                await recorder.Prepare();
                for (var i = 0; i < Calls; i++) await recorder.Generate(Request(i), CancellationToken.None);
            }

            await using var replayer = new RecordedGenerator(Settings(folder, RecordingMode.Replay), () => throw new InvalidOperationException("a model was opened"));
            await replayer.Prepare();
            for (var i = 0; i < Calls / 10; i++) await replayer.Generate(Request(i), CancellationToken.None); // compiled by now
            var (wall, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            for (var i = Calls - 1; i >= 0; i--)
            {
                var reply = Assert.Single(await replayer.Generate(Request(i), CancellationToken.None));
                Assert.Equal($"problem {i} 0: \\boxed{{7}}", reply.Text);
            }

            var seconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{Calls} replies: {seconds:0.00} CPU seconds, {wall.Elapsed.TotalSeconds:0.00} s"));
            Assert.InRange(seconds, 0, 2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static GenerationRequest Request(int i) =>
        new(string.Create(CultureInfo.InvariantCulture, $"problem {i}"), new Prompt([new Message("user", new string('x', 300) + i.ToString(CultureInfo.InvariantCulture))]), SamplingParameters.Greedy(256));

    private static BackendSettings Settings(string folder, RecordingMode mode) => new("instant") { Recording = folder, RecordingMode = mode };
}
