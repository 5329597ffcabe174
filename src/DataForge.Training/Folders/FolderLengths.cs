namespace DataForge.Training;

/// <summary>Numbers of tokens of many texts: quantiles by the nearest rank.</summary>
public sealed class TokenLengths
{
    private readonly List<int> _tokens = [];
    private bool _sorted;

    public void Add(int tokens)
    {
        _tokens.Add(tokens);
        _sorted = false;
    }

    public int Count => _tokens.Count;

    /// <summary>0 where there are none.</summary>
    public int Longest => _tokens.Count == 0 ? 0 : At(1);

    /// <param name="share">In [0, 1].</param>
    /// <returns>The smallest number that at least this share of the texts does not exceed; 0 where there are none.</returns>
    public int At(double share)
    {
        if (_tokens.Count == 0) return 0;
        if (!_sorted) _tokens.Sort();
        _sorted = true;
        return _tokens[Math.Clamp((int)Math.Ceiling(share * _tokens.Count) - 1, 0, _tokens.Count - 1)];
    }
}

/// <summary>Token statistics of a folder.</summary>
public sealed record FolderLengths(TokenLengths Row, TokenLengths Prompt, TokenLengths Reply);
