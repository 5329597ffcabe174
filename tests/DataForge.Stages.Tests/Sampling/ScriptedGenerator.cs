using System.Runtime.CompilerServices;
using DataForge.Core;

namespace DataForge.Stages.Tests;

/// <summary>A model that says what a script tells it: the turns of each rollout, each with why it ended.</summary>
internal sealed class ScriptedGenerator(Func<string, int, IReadOnlyList<(string Text, FinishReason Finish)>> script) : IGenerator
{
    public int Sessions { get; private set; }

    public int Turns { get; private set; }

    public string Model => "script";

    public string Revision => "1";

    public string Precision => "none";

    public string Engine => "script 1";

    public int InFlight => 4;

    public string Render(Prompt prompt) => string.Join('\n', prompt.Messages!.Select(m => m.Role + ": " + m.Content));

    public Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Generation>>([.. Enumerable.Range(request.FirstRollout, request.Samples).Select(r => Turn(script(request.Key, r), r, 0))]);

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues)
    {
        Sessions++;
        return new Session(this, key);
    }

    private Generation Turn(IReadOnlyList<(string Text, FinishReason Finish)> turns, int rollout, int turn)
    {
        Turns++;
        return new Generation(rollout, turns[turn].Text, [], turns[turn].Finish, 10, turns[turn].Text.Length);
    }

    /// <summary>Also keeps what the model sees, so that a test can hold it against the transcript.</summary>
    private sealed class Session(ScriptedGenerator model, string key) : IGenerationSession
    {
        private readonly Dictionary<int, (int Turn, string Seen)> _samples = [];

        public async IAsyncEnumerable<Generation> Draw(int firstRollout, int samples, [EnumeratorCancellation] CancellationToken cancel)
        {
            for (var r = firstRollout + samples - 1; r >= firstRollout; r--) // in another order than asked for
            {
                await Task.Yield();
                var generation = model.Turn(model.Script(key, r), r, 0);
                lock (_samples) _samples[r] = (0, generation.Text);
                yield return generation;
            }
        }

        public Task<Generation> Continue(int rollout, string added, int? maxTokens, CancellationToken cancel, bool trimmed = false)
        {
            lock (_samples)
            {
                var (turn, seen) = _samples[rollout];
                var generation = model.Turn(model.Script(key, rollout), rollout, turn + 1);
                var context = (trimmed ? seen.TrimEnd() : seen) + added;
                model.Contexts[(key, rollout)] = context;
                _samples[rollout] = (turn + 1, context + generation.Text);
                return Task.FromResult(generation);
            }
        }

        public void Restore(int rollout, IReadOnlyList<KnownTurn> turns)
        {
            var seen = "";
            foreach (var turn in turns) seen = (turn.Trimmed ? seen.TrimEnd() : seen) + turn.Added + turn.Generation.Text;
            lock (_samples) _samples[rollout] = (turns.Count - 1, seen);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    public System.Collections.Concurrent.ConcurrentDictionary<(string, int), string> Contexts { get; } = new();

    private IReadOnlyList<(string Text, FinishReason Finish)> Script(string key, int rollout) => script(key, rollout);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
