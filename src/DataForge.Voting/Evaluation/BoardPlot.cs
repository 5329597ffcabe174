using System.Net;
using System.Text;

namespace DataForge.Voting.Evaluation;

/// <summary>Accuracy by k as an SVG page: a panel a benchmark (the average first), a line a metric with its 95 % intervals.</summary>
/// <remarks>Plain shapes and text with no style sheet, so every viewer and rasterizer draws it alike. Models, where told apart, get panels of their own.</remarks>
public static class BoardPlot
{
    private const double PanelWidth = 460, PanelHeight = 330, Left = 52, Right = 104, Top = 40, Bottom = 46;
    private const int MostPanels = 24;

    private static readonly (Metric Metric, string Colour, string Label, string Dash, double Shift)[] Lines =
    [
        (Metric.Pass, "#6b7280", "pass", "", -4.5),
        (Metric.Majority, "#1d4ed8", "maj", "", -1.5),
        (Metric.Weighted, "#b45309", "weighted", "", 1.5),
        (Metric.Best, "#047857", "rm", " stroke-dasharray=\"5 4\"", 4.5), // dashed: it often lies on the weighted vote
    ];

    public static string Svg(Board board)
    {
        var panels = board.Averages.Concat(board.Lines).Take(MostPanels).ToList();
        var across = Math.Min(panels.Count, 2);
        var down = (panels.Count + across - 1) / across;
        var page = new StringBuilder();
        page.Append(Inv($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across * PanelWidth}\" height=\"{down * PanelHeight}\" viewBox=\"0 0 {across * PanelWidth} {down * PanelHeight}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">\n"));
        page.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (var i = 0; i < panels.Count; i++)
        {
            page.Append(Inv($"<g transform=\"translate({i % across * PanelWidth} {i / across * PanelHeight})\">\n"));
            Panel(page, board, panels[i]);
            page.Append("</g>\n");
        }

        return page.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder page, Board board, BoardLine line)
    {
        var series = Lines.Select(l => (Style: l, Points: Points(board, line, l.Metric))).Where(s => s.Points.Count > 0).ToList();
        var title = line.Model is null ? line.Title : $"{line.Title}, {line.Model}";
        if (title.Length > 46) title = title[..20] + "…" + title[^25..];
        page.Append(Inv($"<text x=\"{Left}\" y=\"20\" font-size=\"14\" font-weight=\"bold\" fill=\"#111827\">{WebUtility.HtmlEncode(title)}</text>\n"));
        page.Append(Inv($"<text x=\"{Left}\" y=\"34\" font-size=\"10\" fill=\"#6b7280\">accuracy in %, {line.Problems} problems, bars: 95 % interval</text>\n"));
        if (series.Count == 0) return;
        var all = series.SelectMany(s => s.Points).ToList();
        var (low, high, step) = Range(all.Min(p => p.Cell.Low), all.Max(p => p.Cell.High));
        var ks = all.Select(p => p.K).Distinct().Order().ToList();
        double X(int k) => ks.Count == 1 ? (Left + PanelWidth - Right) / 2 : Left + ((PanelWidth - Left - Right) * (Math.Log2(k) - Math.Log2(ks[0])) / (Math.Log2(ks[^1]) - Math.Log2(ks[0])));
        double Y(double share) => PanelHeight - Bottom - ((PanelHeight - Top - Bottom) * (share - low) / (high - low));
        for (var g = 0; low + (g * step) <= high + 1e-9; g++)
        {
            var share = low + (g * step);
            page.Append(Inv($"<line x1=\"{Left}\" y1=\"{Y(share):0.#}\" x2=\"{PanelWidth - Right}\" y2=\"{Y(share):0.#}\" stroke=\"#e5e7eb\"/>\n"));
            page.Append(Inv($"<text x=\"{Left - 8}\" y=\"{Y(share) + 4:0.#}\" text-anchor=\"end\" fill=\"#374151\">{100 * share:0.#}</text>\n"));
        }

        var lastLabel = double.NegativeInfinity;
        foreach (var k in ks)
        {
            page.Append(Inv($"<line x1=\"{X(k):0.#}\" y1=\"{PanelHeight - Bottom}\" x2=\"{X(k):0.#}\" y2=\"{PanelHeight - Bottom + 4}\" stroke=\"#9ca3af\"/>\n"));
            if (X(k) - lastLabel < 20) continue; // labels of neighbouring k would touch
            lastLabel = X(k);
            page.Append(Inv($"<text x=\"{X(k):0.#}\" y=\"{PanelHeight - Bottom + 18}\" text-anchor=\"middle\" fill=\"#374151\">{k}</text>\n"));
        }

        page.Append(Inv($"<text x=\"{(Left + PanelWidth - Right) / 2}\" y=\"{PanelHeight - 8}\" text-anchor=\"middle\" fill=\"#374151\">k samples</text>\n"));
        foreach (var (style, points) in series)
        {
            foreach (var p in points)
                page.Append(Inv($"<line x1=\"{X(p.K) + style.Shift:0.#}\" y1=\"{Y(p.Cell.Low):0.#}\" x2=\"{X(p.K) + style.Shift:0.#}\" y2=\"{Y(p.Cell.High):0.#}\" stroke=\"{style.Colour}\" stroke-width=\"1.5\" stroke-opacity=\"0.45\"/>\n"));
        }

        foreach (var (style, points) in series)
        {
            page.Append(Inv($"<polyline points=\"{string.Join(' ', points.Select(p => Inv($"{X(p.K):0.#},{Y(p.Cell.Mean):0.#}")))}\" fill=\"none\" stroke=\"{style.Colour}\" stroke-width=\"2\"{style.Dash}/>\n"));
            foreach (var p in points) page.Append(Inv($"<circle cx=\"{X(p.K):0.#}\" cy=\"{Y(p.Cell.Mean):0.#}\" r=\"3\" fill=\"{style.Colour}\"/>\n"));
        }

        var at = double.NegativeInfinity;
        foreach (var (style, points) in series.OrderBy(s => Y(s.Points[^1].Cell.Mean)))
        {
            at = Math.Max(at + 14, Y(points[^1].Cell.Mean) + 4);
            page.Append(Inv($"<text x=\"{X(points[^1].K) + 8:0.#}\" y=\"{at:0.#}\" fill=\"{style.Colour}\">{style.Label} {100 * points[^1].Cell.Mean:0.0}</text>\n"));
        }
    }

    private static List<(int K, Estimate Cell)> Points(Board board, BoardLine line, Metric metric) =>
        [.. board.Columns.Select((c, i) => (Column: c, Cell: line.Cells[i])).Where(c => c.Column.Metric == metric && c.Cell is not null).Select(c => (c.Column.K, c.Cell!)).OrderBy(c => c.K)];

    /// <summary>Whole steps that hold the range, at most six of them.</summary>
    private static (double Low, double High, double Step) Range(double low, double high)
    {
        foreach (var step in new[] { 0.01, 0.02, 0.05, 0.1 })
        {
            var (from, to) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
            if (to > from && to - from <= (6 * step) + 1e-9) return (from, to, step);
        }

        return (0, 1, 0.2);
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
