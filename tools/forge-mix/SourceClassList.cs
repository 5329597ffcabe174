using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tools.Mix;

/// <summary>Rows of a stage by the class of their source and their language.</summary>
internal sealed record SourceClassCount(string Class, string Language, long Rows, long Tokens);

/// <summary>Remembers each row's class of source and language: a byte a row.</summary>
internal sealed class SourceClassList
{
    private const int Most = 255;

    private readonly List<(string Class, string Language)> _names = [("", "")];
    private readonly Dictionary<(string, string), byte> _numbers = [];
    private readonly List<byte> _rows = [];

    /// <summary>Past 255 pairs of class and language the rest is not told apart from rows without a class.</summary>
    public void Add(Row row)
    {
        if (row.Raw("source_class") is not [(byte)'"', ..])
        {
            _rows.Add(0);
            return;
        }

        var pair = (row.Text("source_class")!, row.Raw("language") is [(byte)'"', ..] ? row.Text("language")! : "und");
        if (!_numbers.TryGetValue(pair, out var number) && _names.Count < Most)
        {
            _numbers[pair] = number = (byte)_names.Count;
            _names.Add(pair);
        }

        _rows.Add(number);
    }

    /// <summary>Empty where no row has a class.</summary>
    public IReadOnlyList<SourceClassCount> Of(IReadOnlyList<MixPick> picks, Func<int, long> tokens) =>
        [.. picks.Where(p => _rows[p.Row] > 0).GroupBy(p => _rows[p.Row]).Select(g => new SourceClassCount(_names[g.Key].Class, _names[g.Key].Language, g.Count(), g.Sum(p => tokens(p.Row))))
            .OrderBy(c => c.Class, StringComparer.Ordinal).ThenBy(c => c.Language, StringComparer.Ordinal)];
}
