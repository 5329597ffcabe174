using System.Globalization;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>Figures of several evaluations in one table, as reports print it: a row for each benchmark, a column for each figure that was chosen.</summary>
/// <remarks>Rows stand in the order in which benchmarks are first met. Names are foreign text and go through <see cref="MarkdownText"/>.</remarks>
public sealed class JoinedTable
{
    private readonly record struct Cell(double Mean, double? Low, double? High);

    private readonly List<string> _benchmarks = [], _columns = [];
    private readonly Dictionary<(string Benchmark, int Column), Cell> _cells = [];

    /// <summary>Adds a figure of an evaluation as a column.</summary>
    /// <param name="evaluation">The JSON of <see cref="BoardText.Json"/>.</param>
    /// <param name="figure">As <c>maj@8</c>.</param>
    /// <param name="path">For errors.</param>
    /// <exception cref="ForgeException">No evaluation, or one of several models or runs, or without that figure.</exception>
    public void Add(string title, Row evaluation, string figure, string path)
    {
        if (_columns.Contains(title)) throw new ForgeException($"the column \"{title}\" is named twice");
        if (evaluation.Element("lines") is not { ValueKind: JsonValueKind.Array } lines) throw new ForgeException($"{path}: expected figures as forge-eval writes them as JSON, found no lines");
        var column = _columns.Count;
        _columns.Add(title);
        var known = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in lines.EnumerateArray())
        {
            if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("figures", out var figures) || figures.ValueKind != JsonValueKind.Object)
                throw new ForgeException($"{path}: expected a line with figures, found {Printable.Line(line.GetRawText(), 60)}");
            var benchmark = line.TryGetProperty("benchmark", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "(not named)";
            if (!_benchmarks.Contains(benchmark)) _benchmarks.Add(benchmark);
            known.UnionWith(figures.EnumerateObject().Select(f => f.Name));
            if (!figures.TryGetProperty(figure, out var value)) continue;
            if (!_cells.TryAdd((benchmark, column), new Cell(Share(value, "mean", path) ?? throw Bad(value, "mean", path), Share(value, "low", path), Share(value, "high", path))))
                throw new ForgeException($"{path}: expected one line for each benchmark, found {Printable.Line(benchmark, 60)} twice; measure each model and run by itself");
        }

        if (!_cells.Keys.Any(k => k.Column == column)) throw new ForgeException($"{path}: has no {figure}; it has {(known.Count == 0 ? "no figures" : string.Join(", ", known.Select(k => Printable.Line(k, 40))))}");
    }

    private static double? Share(JsonElement value, string name, string path)
    {
        if (value.ValueKind != JsonValueKind.Object) throw Bad(value, name, path);
        if (!value.TryGetProperty(name, out var share) || share.ValueKind == JsonValueKind.Null) return null;
        return share.ValueKind == JsonValueKind.Number && share.TryGetDouble(out var number) && (name == "mean" ? number is >= 0 and <= 1 : double.IsFinite(number)) ? number : throw Bad(value, name, path);
    }

    private static ForgeException Bad(JsonElement value, string name, string path) =>
        new($"{path}: expected a figure whose {name} is {(name == "mean" ? "a share from 0 to 1" : "a finite number")}, found {Printable.Line(value.GetRawText(), 80)}");

    /// <summary>Percent, with the 95 % interval where the evaluation has one. Below several benchmarks stands the mean over them, where none is missing.</summary>
    public string Markdown()
    {
        var page = new StringBuilder("| benchmark |");
        foreach (var column in _columns) page.Append(' ').Append(MarkdownText.Inline(column)).Append(" |");
        page.Append("\n|---|").Insert(page.Length, "--:|", _columns.Count).Append('\n');
        foreach (var benchmark in _benchmarks)
        {
            page.Append("| ").Append(MarkdownText.Inline(benchmark)).Append(" |");
            for (var c = 0; c < _columns.Count; c++) page.Append(_cells.TryGetValue((benchmark, c), out var cell) ? Text(cell) : " — |");
            page.Append('\n');
        }

        if (_benchmarks.Count > 1)
        {
            page.Append("| average |");
            for (var c = 0; c < _columns.Count; c++) page.Append(Average(c) is { } mean ? Text(new Cell(mean, null, null)) : " — |");
            page.Append('\n');
        }

        return page.ToString();
    }

    private double? Average(int column) =>
        _benchmarks.All(b => _cells.ContainsKey((b, column))) ? _benchmarks.Average(b => _cells[(b, column)].Mean) : null;

    private static string Text(Cell cell) => cell is { Low: { } low, High: { } high }
        ? string.Create(CultureInfo.InvariantCulture, $" {100 * cell.Mean:0.0} [{100 * low:0.0}, {100 * high:0.0}] |")
        : string.Create(CultureInfo.InvariantCulture, $" {100 * cell.Mean:0.0} |");
}
