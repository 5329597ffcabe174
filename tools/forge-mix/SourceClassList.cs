using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tools.Mix;

/// <summary>Rows of a stage by the class of their source and their language.</summary>
internal sealed record SourceClassCount(SourceClass Class, long Rows, long Tokens);

/// <summary>Remembers each row's class of source and language: a byte a row.</summary>
internal sealed class SourceClassList
{
    private const int Most = 255;

    private readonly List<SourceClass> _names = [default];
    private readonly Dictionary<SourceClass, byte> _numbers = [];
    private readonly List<byte> _rows = [];

    /// <summary>Past 255 pairs of class and language the rest is not told apart from rows without a class.</summary>
    public void Add(Row row)
    {
        byte number = 0;
        if (SourceClass.Of(row) is { } found && !_numbers.TryGetValue(found, out number) && _names.Count < Most)
        {
            _numbers[found] = number = (byte)_names.Count;
            _names.Add(found);
        }

        _rows.Add(number);
    }

    /// <summary>Empty where no row has a class.</summary>
    public IReadOnlyList<SourceClassCount> Of(IReadOnlyList<MixPick> picks, Func<int, long> tokens) =>
        [.. picks.Where(p => _rows[p.Row] > 0).GroupBy(p => _rows[p.Row]).Select(g => new SourceClassCount(_names[g.Key], g.Count(), g.Sum(p => tokens(p.Row)))).OrderBy(c => c.Class, SourceClass.Order)];
}
