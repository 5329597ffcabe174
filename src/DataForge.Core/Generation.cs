namespace DataForge.Core;

/// <summary>One turn of a conversation.</summary>
public sealed record Message(string Role, string Content);

/// <summary>What to continue: messages (rendered in the model's own chat format), a raw prompt, or token ids. Exactly one is set.</summary>
public sealed record Prompt(IReadOnlyList<Message>? Messages = null, string? Raw = null, IReadOnlyList<int>? Ids = null);

/// <summary>One request for <paramref name="Samples"/> continuations of one prompt.</summary>
/// <param name="Key">Identity of the request (a problem id): the draws depend on (seed, key, rollout, position) and on nothing else.</param>
/// <param name="FirstRollout">Number of the first sample; the others follow.</param>
/// <param name="ReplySchema">JSON schema that every text is to keep to; null for free text. Servers that know <c>response_format</c> only.</param>
/// <param name="PromptHash"><see cref="Identity.OfPrompt"/> of the prompt as the model will see it, where the caller knows it already.</param>
public sealed record GenerationRequest(string Key, Prompt Prompt, SamplingParameters Sampling, int Samples = 1, int FirstRollout = 0, string? ReplySchema = null, string? PromptHash = null);

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>An end token or a stop string.</summary>
    Stop,

    /// <summary>The token limit or the context's end: the text is cut off.</summary>
    Length,

    /// <summary>No usable text came back; <see cref="Generation.Error"/> says why.</summary>
    Error,

    /// <summary>A tool-integrated transcript used all its calls.</summary>
    ToolLimit,
}

/// <summary>One continuation.</summary>
/// <param name="Rollout">Counted from the request's first rollout.</param>
/// <param name="Text">Decoded text, special tokens left out.</param>
/// <param name="Ids">Generated ids without the end token; empty where a server does not tell.</param>
/// <param name="CachedTokens">Input tokens that were not computed anew, since a cache held them; 0 where that is not known.</param>
/// <param name="Reasoning">What the server kept apart as reasoning; null when there is none.</param>
public sealed record Generation(int Rollout, string Text, IReadOnlyList<int> Ids, FinishReason Finish, int InputTokens, int GeneratedTokens, string? Reasoning = null, string? Error = null, int CachedTokens = 0);

/// <summary>A language model, in this process or behind an endpoint.</summary>
public interface IGenerator : IAsyncDisposable
{
    /// <summary>Name as the user gave it, without a path to it.</summary>
    string Model { get; }

    /// <summary>Content hash of the weights, or what the server says.</summary>
    string Revision { get; }

    /// <summary><c>fp32</c>, <c>int8</c>, <c>int4</c>, <c>fp16</c>, <c>bf16</c>, or <c>remote</c>.</summary>
    string Precision { get; }

    /// <summary>Name and version of the engine, as it enters sample ids.</summary>
    string Engine { get; }

    /// <summary>How many requests to keep under way so that the engine is never idle.</summary>
    int InFlight { get; }

    /// <summary>The prompt as the model will see it, when that is known on this side; else the messages as JSON.</summary>
    string Render(Prompt prompt);

    /// <summary>All samples of one request, in rollout order. A sample that failed after retries comes back with <see cref="FinishReason.Error"/>.</summary>
    /// <exception cref="ForgeException">The model cannot serve any request (wrong key, no such model, prompt format unknown).</exception>
    Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel);

    /// <summary>Begins to draw samples of one prompt one after another.</summary>
    /// <param name="key">Identity of the session, as a request's.</param>
    /// <param name="continues">True when samples are to go on: their key-value caches are then kept while memory allows.</param>
    IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues);
}

/// <summary>What is to be scored: a solution to a problem.</summary>
/// <param name="System">The system message that the solution was written under; null for none.</param>
public sealed record ScoreRequest(string Problem, string Solution, string? System = null)
{
    /// <summary>The conversation to score: system (where there is one), the problem as the user, the solution as the assistant.</summary>
    public IReadOnlyList<Message> Messages =>
        System is null ? [new Message("user", Problem), new Message("assistant", Solution)] : [new Message("system", System), new Message("user", Problem), new Message("assistant", Solution)];
}

/// <summary>A score, or why there is none.</summary>
/// <param name="Value">Finite; null when <paramref name="Error"/> is set.</param>
/// <param name="Steps">A process reward model's score of each step, in [0, 1]; null for other models.</param>
public sealed record Score(double? Value, int InputTokens, string? Error = null, IReadOnlyList<double>? Steps = null);

/// <summary>What a score went through after the model's last layer.</summary>
public enum ScoreActivation
{
    /// <summary>Nothing: a logit, any number.</summary>
    None,

    /// <summary>A softmax over the labels: a probability.</summary>
    Softmax,

    /// <summary>A server that does not say, and whose scores lie in (0, 1): perhaps a sigmoid.</summary>
    Unknown,
}

/// <summary>A reward model.</summary>
public interface IScorer : IAsyncDisposable
{
    ScoreActivation Activation { get; }

    string Model { get; }

    string Revision { get; }

    int InFlight { get; }

    Task<Score> Score(ScoreRequest request, CancellationToken cancel);
}
