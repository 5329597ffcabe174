using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>Models whose replies are kept in a run's journal, and taken from it where an earlier run had them.</summary>
internal static class Journaled
{
    /// <summary>A generator; its draws keep their identity, so that each rollout is asked for once.</summary>
    public sealed class Generator(IGenerator inner, CallJournal journal) : IGenerator
    {
        public string Model => inner.Model;

        public string Revision => inner.Revision;

        public string Precision => inner.Precision;

        public string Engine => inner.Engine;

        public int InFlight => inner.InFlight;

        public string Render(Prompt prompt) => inner.Render(prompt);

        public async Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel)
        {
            if (!journal.IsOpen) return await inner.Generate(request, cancel);
            var hash = PromptHash(inner, request);
            var results = new Generation?[request.Samples];
            for (var i = 0; i < results.Length; i++) results[i] = Kept(Id(request.FirstRollout + i), request.FirstRollout + i);
            foreach (var (first, count) in Gaps.Of(results))
                foreach (var generation in await inner.Generate(request with { Samples = count, FirstRollout = request.FirstRollout + first }, cancel))
                {
                    results[generation.Rollout - request.FirstRollout] = generation;
                    if (generation.Finish != FinishReason.Error) journal.Keep(Id(generation.Rollout), GenerationJson.Write(generation));
                }

            return [.. results.OfType<Generation>()];

            string Id(int rollout) => SampleId(inner, request, rollout, hash);
        }

        /// <summary>A session's turns are not kept: what follows depends on what the caller adds.</summary>
        public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => inner.Begin(key, prompt, sampling, continues);

        private Generation? Kept(string id, int rollout)
        {
            using var reply = journal.Take(id);
            return reply is null ? null : GenerationJson.Read(reply.RootElement, rollout);
        }

        /// <summary>Hash of all that the model is shown.</summary>
        internal static string PromptHash(IGenerator model, GenerationRequest request)
        {
            var hash = request.PromptHash ?? Identity.OfPrompt(model.Render(request.Prompt));
            return request.ReplySchema is { } schema ? StableHash.Hex128(hash, schema) : hash;
        }

        /// <summary>Under which a sample stands in the journal, and in batches.</summary>
        internal static string SampleId(IGenerator model, GenerationRequest request, int rollout, string hash) =>
            Identity.OfSample(request.Key, rollout, request.Sampling.Seed, model.Revision, model.Precision, model.Engine, hash, request.Sampling);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>A reward model.</summary>
    public sealed class Scorer(IScorer inner, CallJournal journal) : IScorer
    {
        public ScoreActivation Activation => inner.Activation;

        public string Model => inner.Model;

        public string Revision => inner.Revision;

        public int InFlight => inner.InFlight;

        public async Task<Score> Score(ScoreRequest request, CancellationToken cancel)
        {
            if (!journal.IsOpen) return await inner.Score(request, cancel);
            var id = StableHash.Hex128("score/1", Revision, request.System is null ? "0" : "1" + request.System, request.Problem, request.Solution);
            using (var reply = journal.Take(id))
                if (reply is not null)
                    return ScoreJson.Read(reply.RootElement);
            var score = await inner.Score(request, cancel);
            if (score.Error is null) journal.Keep(id, ScoreJson.Write(score));
            return score;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>An interpreter; what ran once is not run again.</summary>
    public sealed class CodeRunner(ICodeRunner inner, CallJournal journal) : ICodeRunner
    {
        public string Version => inner.Version;

        public int InFlight => inner.InFlight;

        public async Task<IReadOnlyList<Execution>> Run(CodeRequest request, CancellationToken cancel)
        {
            if (!journal.IsOpen) return await inner.Run(request, cancel);
            var id = request.Id(Version);
            using (var reply = journal.Take(id))
                if (reply is not null)
                    return ExecutionJson.Read(reply.RootElement);
            var results = await inner.Run(request, cancel);
            journal.Keep(id, ExecutionJson.Write(results));
            return results;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>A language model asked for probabilities.</summary>
    public sealed class LogProbScorer(ILogProbScorer inner, CallJournal journal) : ILogProbScorer
    {
        public string Model => inner.Model;

        public string Revision => inner.Revision;

        public int InFlight => inner.InFlight;

        public async Task<IReadOnlyList<LogProbs>> Score(LogProbRequest request, CancellationToken cancel)
        {
            if (!journal.IsOpen) return await inner.Score(request, cancel);
            var id = StableHash.Hex128(["log-probabilities/1", Revision, JsonSerializer.Serialize(request.Prompt), .. request.Completions]);
            using (var reply = journal.Take(id))
                if (reply is not null)
                    return [.. reply.RootElement.EnumerateArray().Select(LogProbJson.Read)];
            var measured = await inner.Score(request, cancel);
            if (measured.All(m => m.Error is null)) journal.Keep(id, LogProbJson.Write(measured));
            return measured;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
