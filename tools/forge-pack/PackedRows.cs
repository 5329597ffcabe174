using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Pack;

/// <summary>The rows that go into the set, before they are shuffled: read, turned into the wanted record, repeats dropped.</summary>
internal static class PackedRows
{
    public static IEnumerable<Row> Of(IReadOnlyList<InputRecord> inputs, PackSettings s, BadRows bad, Tally tally, RowWriter? rejects, IRunProgress progress, CancellationToken cancel)
    {
        var repeats = s.DedupBy is null ? null : new DuplicateFilter();
        var rows = inputs.SelectMany(i => RowReader.Open(i, bad, cancel));
        foreach (var row in s.Limit is { } limit ? rows.Take(checked((int)Math.Min(limit, int.MaxValue))) : rows)
        {
            progress.Add();
            if (Exported(row, s, bad) is not { } packed) continue;
            var why = packed.Why;
            if (why is null && repeats?.Add(packed.Row!, s.DedupBy!) == false)
                why = new Reject("pack", "duplicate", s.DedupBy!.Count == 0 ? "an earlier row is the same" : $"an earlier row has the same {string.Join(" and ", s.DedupBy)}");
            if (why is null)
            {
                yield return packed.Row!;
                continue;
            }

            tally.Add(why);
            rejects?.Write(row, why);
        }
    }

    /// <summary>Null for a bad record within the budget.</summary>
    private static Exported? Exported(Row row, PackSettings s, BadRows bad)
    {
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(row.Utf8)) throw ForgeException.BadRecord(row.Path, row.Line, "expected valid UTF-8, found broken bytes");
            if (RowText.HasLoneSurrogate(row)) return new Exported(null, new Reject("pack", "lone_surrogate", "a text names half of a surrogate pair (\\ud800 to \\udfff), which is no Unicode"));
            return s.Record switch
            {
                "sft" => Export.Sft(row, s.Names, s.WithReasoning, s.KeepWrong),
                "problem" => Export.OfProblem(row, s.Names),
                _ => row,
            };
        }
        catch (ForgeException e) when (e.IsBadRecord)
        {
            bad.Pass(e, row.Utf8);
            return null;
        }
    }
}
