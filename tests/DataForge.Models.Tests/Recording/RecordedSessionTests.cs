using System.Runtime.CompilerServices;
using DataForge.Core;
using DataForge.Models.Recording;

namespace DataForge.Tests.Models.Recording;

/// <summary>Samples that go on turn by turn are recorded and replayed.</summary>
public sealed class RecordedSessionTests : IDisposable
{
    private static readonly SamplingParameters Sampling = new(0.7, 1, 0, 64, [], 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("turns-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RecordedGenerator Open(RecordingMode mode, IGenerator? model) =>
        new(new BackendSettings("/models/told", null) { Recording = _folder, RecordingMode = mode }, () => model is null ? throw new InvalidOperationException("a model was opened") : Task.FromResult(model));

    /// <summary>Says what it was told, so that a turn shows its whole past.</summary>
    private sealed class Echo : IGenerator
    {
        public List<string> Asked { get; } = [];

        public string Model => "echo";

        public string Revision => "1";

        public string Precision => "fp32";

        public string Engine => "test";

        public int InFlight => 4;

        public string Render(Prompt prompt) => "";

        public Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => new Session(this);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Session(Echo model) : IGenerationSession
        {
            private readonly Dictionary<int, string> _past = [];

            public async IAsyncEnumerable<Generation> Draw(int firstRollout, int samples, [EnumeratorCancellation] CancellationToken cancel)
            {
                await Task.Yield();
                model.Asked.Add($"draw {firstRollout} {samples}");
                for (var r = firstRollout; r < firstRollout + samples; r++) yield return Said(r, $"{r}");
            }

            public Task<Generation> Continue(int rollout, string added, int? maxTokens, CancellationToken cancel, bool trimmed = false)
            {
                model.Asked.Add($"continue {rollout}");
                return Task.FromResult(Said(rollout, $"<{_past[rollout]}|{added}>"));
            }

            public void Restore(int rollout, IReadOnlyList<KnownTurn> turns)
            {
                model.Asked.Add($"restore {rollout} {turns.Count}");
                _past[rollout] = turns[^1].Generation.Text;
            }

            private Generation Said(int rollout, string text)
            {
                _past[rollout] = text;
                return new Generation(rollout, text, [1], FinishReason.Stop, 3, 1);
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private static async Task<List<string>> Converse(RecordedGenerator model, int samples, int turns)
    {
        await model.Prepare();
        await using var session = model.Begin("k", new Prompt([new Message("user", "one?")]), Sampling, continues: true);
        var texts = new SortedDictionary<int, string>();
        await foreach (var drawn in session.Draw(0, samples, default)) texts[drawn.Rollout] = drawn.Text;
        foreach (var rollout in texts.Keys.ToList())
            for (var turn = 1; turn < turns; turn++) texts[rollout] = (await session.Continue(rollout, $"+{turn}", null, default, trimmed: turn == 2)).Text;
        return [.. texts.Values];
    }

    [Fact]
    public async Task Replayed_turns_are_the_recorded_ones_and_no_model_is_opened()
    {
        List<string> recorded;
        await using (var model = Open(RecordingMode.Record, new Echo())) recorded = await Converse(model, 3, 3);
        Assert.Equal(["<<0|+1>|+2>", "<<1|+1>|+2>", "<<2|+1>|+2>"], recorded);
        await using var replay = Open(RecordingMode.Replay, null);
        Assert.Equal(recorded, await Converse(replay, 3, 3));
    }

    [Fact]
    public async Task A_missing_turn_is_asked_for_behind_the_replayed_ones()
    {
        await using (var model = Open(RecordingMode.Record, new Echo())) await Converse(model, 2, 2);
        var echo = new Echo();
        await using (var more = Open(RecordingMode.ReplayOrCall, echo)) Assert.Equal(["<<<0|+1>|+2>|+3>", "<<<1|+1>|+2>|+3>", "<<<2|+1>|+2>|+3>"], await Converse(more, 3, 4));
        Assert.Equal(["draw 2 1", "restore 0 2", "continue 0", "continue 0", "restore 1 2", "continue 1", "continue 1", "continue 2", "continue 2", "continue 2"], echo.Asked);
        await using var replay = Open(RecordingMode.Replay, null);
        Assert.Equal(["<<<0|+1>|+2>|+3>", "<<<1|+1>|+2>|+3>", "<<<2|+1>|+2>|+3>"], await Converse(replay, 3, 4));
    }

    [Fact]
    public async Task A_turn_that_was_not_recorded_ends_the_replay_and_is_shown()
    {
        await using (var model = Open(RecordingMode.Record, new Echo())) await Converse(model, 1, 2);
        await using var replay = Open(RecordingMode.Replay, null);
        var missing = await Assert.ThrowsAsync<ForgeException>(() => Converse(replay, 1, 3));
        Assert.Contains("this call was not recorded", missing.Message);
        Assert.Contains("\"added\":\"+2\"", missing.Message);
    }
}
