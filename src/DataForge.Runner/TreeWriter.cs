using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>Writes a tree of outputs one after the other, in the order of their inputs; all take their names together.</summary>
public sealed class TreeWriter(OutputTree tree) : IDisposable
{
    private readonly List<RowWriter> _whole = [];
    private readonly Queue<KeyValuePair<string, string>> _left = new(tree.Files);
    private RowWriter? _open;
    private string? _input;

    /// <summary>Rows written to all of them.</summary>
    public long Rows => _whole.Sum(w => w.Rows) + (_open?.Rows ?? 0);

    /// <summary>The writer for the rows of <paramref name="input"/>; the files before it are ended.</summary>
    /// <param name="input">Inputs come in the tree's order.</param>
    public RowWriter For(string input)
    {
        while (_input != input) Next();
        return _open!;
    }

    /// <summary>Ends what is left; a file without rows has an output without rows.</summary>
    /// <returns>All outputs, in order.</returns>
    public IReadOnlyList<RowWriter> End()
    {
        while (_left.Count > 0) Next();
        Close();
        return _whole;
    }

    private void Next()
    {
        Close();
        (_input, var output) = _left.Dequeue();
        _open = RowWriter.Open(output);
    }

    private void Close()
    {
        if (_open is null) return;
        _whole.Add(_open);
        _open.Finish();
        _open = null;
    }

    public void Dispose()
    {
        _open?.Dispose();
        foreach (var writer in _whole) writer.Dispose();
    }
}
