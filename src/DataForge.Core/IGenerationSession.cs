namespace DataForge.Core;

/// <summary>Samples of one prompt, drawn as the caller wants them, each of which may go on after text that the caller adds.</summary>
/// <remarks>What a sample holds is decided by the session's key, its rollout and its turns, whatever else was drawn or ended early.</remarks>
public interface IGenerationSession : IAsyncDisposable
{
    /// <summary>Draws samples and gives out each as it ends, in no fixed order. Leaving the enumeration ends those that are still being drawn.</summary>
    /// <param name="firstRollout">Number of the first one; a rollout may be drawn once in a session.</param>
    IAsyncEnumerable<Generation> Draw(int firstRollout, int samples, CancellationToken cancel);

    /// <summary>Goes on with a sample of this session: the model sees the prompt, the sample's text so far (without the stop string that ended it) and the added text, all in the same turn.</summary>
    /// <param name="added">Taken as plain text: control tokens in it are not obeyed.</param>
    /// <param name="maxTokens">Most tokens of this turn; null takes the session's.</param>
    /// <param name="trimmed">Leaves out the white space at the end of the text so far.</param>
    /// <returns>What was generated after <paramref name="added"/>.</returns>
    /// <exception cref="ForgeException">The back end cannot go on within a turn.</exception>
    Task<Generation> Continue(int rollout, string added, int? maxTokens, CancellationToken cancel, bool trimmed = false);

    /// <summary>Takes over a sample that another session of the same key, prompt and sampling drew, so that it goes on from there: what follows is what would have followed in that session.</summary>
    /// <param name="turns">All its turns so far, the first one first; at least one, none of which failed. A local model needs their token ids.</param>
    void Restore(int rollout, IReadOnlyList<KnownTurn> turns);
}
