using System.Text;

namespace DataForge.Extraction.Layout;

/// <summary>The page's text as blocks: paragraphs a blank line apart, items of lists with their marks, quotes behind signs.</summary>
internal sealed class TextBlocks
{
    private readonly StringBuilder _text = new();
    private readonly List<(string First, string Next)> _prefixes = [];
    private bool _tight, _quoted;

    public int Length => _text.Length;

    public override string ToString() => _text.ToString().Trim('\n');

    /// <summary>Lines until <see cref="Leave"/> stand behind a mark, or behind spaces of its width.</summary>
    public void Enter(string first, string next) => _prefixes.Add((first, next));

    public void Leave() => _prefixes.RemoveAt(_prefixes.Count - 1);

    /// <summary>Writes a block, and keeps it apart from the one before.</summary>
    /// <param name="tight">No blank line before it where the one before is tight as well: items of a list.</param>
    public void Add(string block, bool tight = false)
    {
        if (block.Length == 0) return;
        if (_text.Length > 0) _text.Append(tight && _tight ? "\n" : _quoted && Next().StartsWith('>') ? "\n" + Next().TrimEnd() + "\n" : "\n\n");
        _tight = tight;
        _quoted = Next().StartsWith('>');
        var first = true;
        foreach (var line in block.Split('\n'))
        {
            if (!first) _text.Append('\n');
            var prefix = first ? First() : Next();
            _text.Append(line.Length == 0 ? prefix.TrimEnd() : prefix).Append(line);
            first = false;
        }
    }

    private string First()
    {
        var prefix = string.Concat(_prefixes.Select(p => p.First));
        for (var i = 0; i < _prefixes.Count; i++) _prefixes[i] = (_prefixes[i].Next, _prefixes[i].Next);
        return prefix;
    }

    private string Next() => string.Concat(_prefixes.Select(p => p.Next));
}
