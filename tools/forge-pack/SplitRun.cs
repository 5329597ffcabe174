using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Text;

namespace DataForge.Tools.Pack;

/// <summary>Which split each row goes to. By family, all rows are read before the first is written.</summary>
internal sealed class SplitRun(PackSettings s)
{
    private readonly SplitFamilies? _families = s.Splits.Names.Count > 1 && s.SplitBy == "family" ? new SplitFamilies() : null;
    private readonly Tally _rows = new();

    /// <summary>The rows, in their own order or shuffled; noted on their way where families need it.</summary>
    public IEnumerable<Row> Ordered(IEnumerable<Row> rows, CancellationToken cancel)
    {
        if (_families is not null) rows = rows.Select(Note);
        if (s.Shuffle is { } seed) return RowSort.Shuffled(rows, seed, cancel);
        return _families is null ? rows : RowSort.Held(rows, cancel);
    }

    private Row Note(Row row)
    {
        _families!.Add(ProblemId(row), row.PlainText("parent_id"), Template(row));
        return row;
    }

    private string? Template(Row row) =>
        FieldNames.First(row, s.Names.Problem) is { } field && row.Raw(field) is [(byte)'"', ..] && TemplateKey.Of(row.Text(field)!) is { } key ? StableHash.Hex128(key) : null;

    public string Of(Row row)
    {
        var split = _families is null ? s.Splits.Of(ProblemId(row)) : s.Splits.At(_families.ShareOf(ProblemId(row)));
        _rows.Add(split);
        return split;
    }

    /// <summary>What splits go by where no family does: the row's problem, or the row itself where it has none.</summary>
    private static string ProblemId(Row row) =>
        row.Raw("problem_id") is [(byte)'"', ..] ? row.Text("problem_id")!
        : row.Raw("problem") is [(byte)'"', ..] ? Identity.OfProblem(row.Text("problem")!)
        : StableHash.Hex128(row.ToString());

    /// <summary>Says how the rows fell; warns of splits that stay empty.</summary>
    public void Say(ToolContext context)
    {
        if (s.Splits.Names.Count == 1 || _rows.Total == 0) return;
        context.Say($"splits: {string.Join(", ", s.Splits.Names.Select(n => $"{n} {_rows[n]:N0}"))}{(_families is null ? "" : $"; {Quantity.Of(_families.Count, "group")} of related problems, each in one split")}");
        foreach (var name in s.Splits.Names.Where(n => _rows[n] == 0))
            context.Warn($"the split {name} has no rows{(_families is null ? "" : $": too few groups of related problems ({_families.Count:N0}) for its share; --split-by problem splits families")}");
    }
}
