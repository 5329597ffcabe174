using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>The three ways to a score.</summary>
public abstract class ScoreMethod : IAsyncDisposable
{
    public abstract int InFlight { get; }

    /// <summary>The model that scores, and its revision.</summary>
    public abstract (string Model, string Revision) Origin { get; }

    /// <summary>What the scores are, as it stands in <c>scored_by.activation</c>: <c>none</c> (a logit), <c>softmax</c> or <c>probability</c> (in [0, 1]), <c>log_probability</c>, or <c>unknown</c>.</summary>
    public abstract string Activation { get; }

    /// <summary>The sample's score, or why there is none.</summary>
    public abstract Task<Score> Of(ScoredSample sample, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();

    /// <summary>A reward model's scalar, under the system message given.</summary>
    /// <param name="system">In place of the prompt's own; empty leaves it out, null keeps it.</param>
    public static ScoreMethod OfHead(IScorer scorer, PromptLibrary prompts, string? system) => new Head(scorer, prompts, system);

    /// <summary>P(yes) of an instruct model.</summary>
    public static ScoreMethod OfYesNo(ILogProbScorer scorer, PromptLibrary prompts) => new YesNo(scorer, prompts);

    /// <summary>Mean log-probability of the solution's tokens.</summary>
    public static ScoreMethod OfLogProbability(ILogProbScorer scorer, PromptLibrary prompts, string? system) => new LogProbability(scorer, prompts, system);

    /// <summary>A reward model's scalar for the conversation of the model cards of Qwen2.5-Math-RM and -PRM: system message, problem, solution.</summary>
    /// <remarks>These models know one system message, the English one, for problems of every language. A model trained otherwise brings prompts by language of its own.</remarks>
    private sealed class Head(IScorer scorer, PromptLibrary prompts, string? system) : ScoreMethod
    {
        public override int InFlight => scorer.InFlight;

        public override (string Model, string Revision) Origin => (scorer.Model, scorer.Revision);

        public override string Activation => scorer.Activation.ToString().ToLowerInvariant();

        public override Task<Score> Of(ScoredSample sample, CancellationToken cancel)
        {
            var said = SolutionPrompt.For(prompts, prompts.Folder is null ? "en" : sample.Language, sample.Problem, system).FirstOrDefault(m => m.Role == "system")?.Content;
            return scorer.Score(new ScoreRequest(sample.Problem, sample.Generation!, said), cancel);
        }

        public override ValueTask DisposeAsync() => scorer.DisposeAsync();
    }

    /// <summary>P(yes) of an instruct model asked whether the solution is right.</summary>
    private sealed class YesNo(ILogProbScorer scorer, PromptLibrary prompts) : ScoreMethod
    {
        public override int InFlight => scorer.InFlight;

        public override (string Model, string Revision) Origin => (scorer.Model, scorer.Revision);

        public override string Activation => "probability";

        public override async Task<Score> Of(ScoredSample sample, CancellationToken cancel) =>
            YesNoQuestion.Read(await scorer.Score(YesNoQuestion.Ask(prompts, sample.Language, sample.Problem, sample.Generation!), cancel));

        public override ValueTask DisposeAsync() => scorer.DisposeAsync();
    }

    /// <summary>Mean log-probability of the solution's tokens after the prompt that forge-sample gives.</summary>
    private sealed class LogProbability(ILogProbScorer scorer, PromptLibrary prompts, string? system) : ScoreMethod
    {
        public override int InFlight => scorer.InFlight;

        public override (string Model, string Revision) Origin => (scorer.Model, scorer.Revision);

        public override string Activation => "log_probability";

        public override async Task<Score> Of(ScoredSample sample, CancellationToken cancel)
        {
            var prompt = new Prompt(SolutionPrompt.For(prompts, sample.Language, sample.Problem, system));
            var likelihood = (await scorer.Score(new LogProbRequest(prompt, [sample.Generation!]), cancel))[0];
            if (likelihood.Error is not null) return new Score(null, likelihood.InputTokens, likelihood.Error);
            return double.IsFinite(likelihood.Mean) ? new Score(likelihood.Mean, likelihood.InputTokens) : new Score(null, likelihood.InputTokens, "a token of the solution has no probability");
        }

        public override ValueTask DisposeAsync() => scorer.DisposeAsync();
    }
}
