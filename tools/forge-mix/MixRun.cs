using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Formats;
using DataForge.Text;

namespace DataForge.Tools.Mix;

/// <summary>Reads the sources once, plans each stage, and writes its rows. Memory: about 60 bytes a row; the rows wait in a temporary file.</summary>
internal sealed class MixRun(MixPlan plan, string folder, string output, string cache, int threads, ToolContext context) : IDisposable
{
    private readonly MixFolder _target = new(output);
    private readonly RowSpool _spool = new();
    private readonly List<MixRow> _rows = [];
    private readonly List<IReadOnlyList<string?>> _cells = [];
    private readonly Dictionary<string, int> _cellNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, uint> _copies = [];
    private readonly SourceClassList _classes = new();
    private readonly Dictionary<string, (int Start, int End)> _files = new(StringComparer.Ordinal);

    public void Mix()
    {
        var counts = plan.Tokenizer is { } tokenizer ? new TokenCounts(Path.Combine(folder, tokenizer), cache) : null;
        var reader = new MixRows(plan, counts is null ? null : counts.Of);
        using (var progress = context.Begin("rows"))
            foreach (var file in plan.Stages.SelectMany(s => s.Sources).SelectMany(Files).Distinct(StringComparer.Ordinal))
                Read(file, reader, progress);
        _spool.Flush();
        counts?.Save();
        var families = plan.Validation > 0 ? Families() : null;
        if (families is not null)
            for (var i = 0; i < _rows.Count; i++) _rows[i] = _rows[i] with { IsValidation = families[i] };
        Write(reader.Fields);
    }

    private IEnumerable<string> Files(MixSource source) => InputFiles.Expand([.. source.Files.Select(f => Path.Combine(folder, f))]);

    private void Read(string file, MixRows reader, IRunProgress progress)
    {
        var start = _rows.Count;
        foreach (var read in reader.Read(RowReader.Open(file, cancel: context.Cancel), threads))
        {
            var name = string.Join('\u001f', read.Values);
            if (!_cellNumbers.TryGetValue(name, out var cell))
            {
                _cellNumbers[name] = cell = _cells.Count;
                _cells.Add(read.Values);
            }

            var hash = StableHash.Of(read.Row.Utf8);
            var copy = _copies[hash] = _copies.GetValueOrDefault(hash) + 1;
            _rows.Add(new MixRow(unchecked(hash + (copy - 1) * 0x9E3779B97F4A7C15), read.Tokens, cell, read.Difficulty, false));
            _classes.Add(read.Row);
            _spool.Add(read.Row);
            progress.Add();
        }

        _files[file] = (start, _rows.Count);
    }

    /// <summary>Which rows stand for validation: whole families of related problems, drawn by their root.</summary>
    private bool[] Families()
    {
        var families = new SplitFamilies();
        var ids = new string[_rows.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var row = _spool.Read(i);
            var problem = FieldNames.First(row, FieldNames.Default.Problem) is { } field ? row.PlainText(field) : null;
            ids[i] = row.Raw("problem_id") is [(byte)'"', ..] ? row.Text("problem_id")! : problem is not null ? Identity.OfProblem(problem) : StableHash.Hex128(row.ToString());
            families.Add(ids[i], row.PlainText("parent_id"), problem is not null && TemplateKey.Of(problem) is { } key ? StableHash.Hex128(key) : null);
        }

        return [.. ids.Select(id => families.ShareOf(id) < plan.Validation)];
    }

    private void Write(IReadOnlyList<string> fields)
    {
        var selection = new MixSelection(plan, _cells, fields);
        var before = _target.Begin(plan.Stages.Select(s => s.Name));
        var writers = new List<RowWriter>();
        var taken = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var tokens = new Dictionary<string, long>(StringComparer.Ordinal);
        var report = new List<(MixStage Stage, IReadOnlyList<MixShare> Shares, IReadOnlyList<SourceClassCount> Classes)>();
        try
        {
            foreach (var stage in plan.Stages)
            {
                var (picks, shares) = selection.Stage(stage, [.. stage.Sources.Select(s => s.Of is { } of && s.Amount == MixAmount.ShareOf ? taken[of] : Population(s))], r => _rows[r], tokens);
                Directory.CreateDirectory(Path.Combine(output, stage.Name));
                var writer = RowWriter.Open(_target.Rows(stage.Name));
                writers.Add(writer);
                foreach (var pick in picks)
                {
                    context.Cancel.ThrowIfCancellationRequested();
                    writer.Write(_spool.Text(pick.Row));
                }

                taken[stage.Name] = [.. picks.Select(p => p.Row).Distinct().Order()];
                tokens[stage.Name] = shares.Sum(s => s.Tokens);
                report.Add((stage, shares, _classes.Of(picks, r => _rows[r].Tokens)));
                Say(stage, shares);
            }

            if (plan.Validation > 0) writers.Add(Validation());
            _target.Open();
            RowWriter.CommitAll(writers);
            _target.Close(before.Except(plan.Stages.Select(s => s.Name), StringComparer.Ordinal), plan.Validation > 0, [.. MixReport.Json(plan, report, _rows.Count(r => r.IsValidation)), (byte)'\n']);
        }
        finally
        {
            foreach (var writer in writers) writer.Dispose();
        }
    }

    private int[] Population(MixSource source) => [.. Files(source).Select(f => _files[f]).Distinct().SelectMany(r => Enumerable.Range(r.Start, r.End - r.Start))];

    private RowWriter Validation()
    {
        var writer = RowWriter.Open(_target.Validation);
        var random = CounterRandom.For(plan.Seed, "mix", "validation");
        foreach (var row in Enumerable.Range(0, _rows.Count).Where(r => _rows[r].IsValidation).OrderBy(r => random.Bits(_rows[r].Id)).ThenBy(r => r)) writer.Write(_spool.Text(row));
        context.Say($"validation: {Quantity.Of(writer.Rows, "row")}");
        return writer;
    }

    private void Say(MixStage stage, IReadOnlyList<MixShare> shares)
    {
        var total = shares.Sum(s => s.Tokens);
        context.Say($"{stage.Name}: {Quantity.Of(shares.Sum(s => s.Rows), "row")}, {Quantity.Of(total, "token")}");
        foreach (var s in shares)
            context.Say($"  {s.Source}: {Quantity.Of(s.Tokens, "token")} ({(total == 0 ? 0 : 100.0 * s.Tokens / total):0.00} %), {Quantity.Of(s.Rows, "row")}, {s.Distinct:N0} of {s.Available:N0} distinct{(s.MostRepeats > 1 ? $", up to {s.MostRepeats} times" : "")}");
        foreach (var s in shares.Where(s => s.Short > 0))
            context.Warn($"{stage.Name}: {s.Source} is short of {Quantity.Of(s.Short, "token")}: {s.Available:N0} rows taken {plan.MaxRepeats} times give no more");
    }

    public void Dispose() => _spool.Dispose();
}
