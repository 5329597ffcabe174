using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Runs.Ledgers;

namespace DataForge.Runs.Pages;

/// <summary>What a run used by stage, what one of its last rows cost with all that was dropped on the way, and how much of the money went into dropped rows.</summary>
/// <param name="Accepted">Rows of the last stage of the table that writes rows or a set; none while that one is open.</param>
public sealed record RunCost(IReadOnlyList<StageLine> Stages, long Accepted)
{
    public static RunCost Of(IReadOnlyList<StageLine> stages) => new(stages, stages.LastOrDefault(s => s.Folder != Ledger.WritesFiles && s.Line is { Length: > 0 })?.RowsOut ?? 0);

    public double Money => Stages.Sum(s => s.Money);

    public long Tokens => Stages.Sum(s => s.TokensIn + s.TokensOut);

    /// <summary>Money of rows that the last stage does not hold: each stage's money by the share of its rows' problems that are not accepted.</summary>
    /// <remarks>By rows: a stage's money times 1 − accepted ÷ its rows out, at least 0.</remarks>
    public double Dropped => Stages.Where(s => s.Money > 0 && s.RowsOut > 0).Sum(s => s.Money * Math.Max(0, 1 - ((double)Accepted / s.RowsOut)));

    public string Text()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"{"stage",-16} {"role",-10} {"rows out",9} {"requests",9} {"tokens in",11} {"tokens out",11} {"seconds",9} {"money",10}\n");
        foreach (var s in Stages.Where(s => s.Role is not null))
            page.Append(CultureInfo.InvariantCulture, $"{s.Stage,-16} {s.Role,-10} {s.RowsOut,9} {s.Requests,9} {s.TokensIn,11} {s.TokensOut,11} {s.Seconds,9:0.0} {s.Money,10:0.0000}\n");
        page.Append(CultureInfo.InvariantCulture, $"\naccepted rows {Accepted}, tokens {Tokens}, seconds of all workers {Stages.Sum(s => s.Seconds):0.0}, money {Money:0.0000}\n");
        if (Accepted > 0) page.Append(CultureInfo.InvariantCulture, $"an accepted row: {(double)Tokens / Accepted:0.0} tokens, {Stages.Sum(s => s.Seconds) / Accepted:0.000} seconds, money {Money / Accepted:0.000000}; dropped rows took {Dropped:0.0000} of the money\n");
        return page.ToString();
    }

    public string Json() => Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("accepted", Accepted);
        w.WriteNumber("tokens", Tokens);
        w.WriteNumber("seconds", Math.Round(Stages.Sum(s => s.Seconds), 3));
        w.WriteNumber("money", Math.Round(Money, 9));
        w.WriteNumber("money_of_dropped_rows", Math.Round(Dropped, 9));
        if (Accepted > 0) w.WriteNumber("money_per_accepted_row", Math.Round(Money / Accepted, 9));
        w.WriteStartArray("stages");
        foreach (var s in Stages)
        {
            w.WriteStartObject();
            w.WriteString("stage", s.Stage);
            if (s.Role is not null) w.WriteString("role", s.Role);
            w.WriteNumber("rows_in", s.RowsIn);
            w.WriteNumber("rows_out", s.RowsOut);
            w.WriteNumber("requests", s.Requests);
            w.WriteNumber("tokens_in", s.TokensIn);
            w.WriteNumber("tokens_out", s.TokensOut);
            w.WriteNumber("seconds", Math.Round(s.Seconds, 3));
            w.WriteNumber("money", Math.Round(s.Money, 9));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    })) + "\n";
}
