using System.Globalization;
using System.Text;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Manifests;
using DataForge.Runs.Work;

namespace DataForge.Runs.Pages;

/// <summary>Where a row comes from and what became of it: its problem, the problems that one was made of, those made of it, and every row of these in every stage, kept or dropped.</summary>
/// <param name="Ancestors">The problem's parent, then the parent's, to the seed.</param>
/// <param name="Descendants">Problems evolved from it, in ordinal order.</param>
public sealed record Lineage(string Id, string Problem, IReadOnlyList<string> Ancestors, IReadOnlyList<string> Descendants, IReadOnlyList<LineageRow> Rows)
{
    private const int MostGenerations = 1000;
    private static readonly string[] Told = ["evolution", "rollout", "finish_reason", "predicted_answer", "expected_answer", "answer_source", "reward_model_score", "vote_share", "is_correct", "answer", "share", "margin", "method"];

    /// <param name="id">A problem's id, or a sample's.</param>
    /// <exception cref="ForgeException">No row of the run has it.</exception>
    public static Lineage Of(RunState state, string id, CancellationToken cancel)
    {
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        string? problem = null;
        foreach (var (_, _, _, row) in All(state, cancel))
        {
            if (row.PlainText("problem_id") is not { } own) continue;
            if (row.PlainText("parent_id") is { } parent) parents.TryAdd(own, parent);
            if (own == id || row.PlainText("sample_id") == id) problem ??= own;
        }

        if (problem is null) throw new ForgeException($"{state.Work.Path}: no row of this run has the problem_id or sample_id \"{id}\"");
        var ancestors = new List<string>();
        for (var at = problem; parents.TryGetValue(at, out var parent) && ancestors.Count < MostGenerations && !ancestors.Contains(parent); at = parent) ancestors.Add(parent);
        var children = parents.ToLookup(p => p.Value, p => p.Key, StringComparer.Ordinal);
        var descendants = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([problem]);
        while (open.TryDequeue(out var next))
            foreach (var child in children[next])
                if (child != problem && descendants.Add(child)) open.Enqueue(child);
        var wanted = new HashSet<string>([problem, .. ancestors, .. descendants], StringComparer.Ordinal);
        var rows = All(state, cancel).Where(r => r.Row.PlainText("problem_id") is { } own && wanted.Contains(own)).Select(r => new LineageRow(r.Stage, r.State, r.Path, r.Row)).ToList();
        return new Lineage(id, problem, ancestors, [.. descendants], rows);
    }

    /// <summary>Every row that the stages' folders hold, in plan order.</summary>
    private static IEnumerable<(string Stage, string State, string Path, Row Row)> All(RunState state, CancellationToken cancel)
    {
        foreach (var stage in state.Stages)
        {
            for (var shard = 0; shard < stage.Stage.Shards; shard++)
            {
                if (!stage.IsDone(shard)) continue;
                if (stage.Stage.Output == OutputKind.Rows)
                    foreach (var row in Read(state.Work.Output(stage.Stage, shard), cancel)) yield return (stage.Stage.Name, "kept", row.Path, row);
                foreach (var row in Read(state.Work.Rejects(stage.Stage, shard), cancel)) yield return (stage.Stage.Name, "dropped", row.Path, row);
            }

            if (stage.Stage.Output == OutputKind.Folder && Directory.Exists(state.Work.OutputFolder(stage.Stage)))
                foreach (var file in Directory.EnumerateFiles(state.Work.OutputFolder(stage.Stage), "*.*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".parquet" or ".jsonl").Order(StringComparer.Ordinal))
                    foreach (var row in Read(file, cancel)) yield return (stage.Stage.Name, "packed", row.Path, row);
            var own = Path.Combine(state.Work.Of(stage.Stage), "files");
            foreach (var file in Directory.Exists(own) ? Directory.GetFiles(own, "*.jsonl").Order(StringComparer.Ordinal).ToArray() : [])
                foreach (var row in Read(file, cancel)) yield return (stage.Stage.Name, "file", row.Path, row);
        }
    }

    private static IEnumerable<Row> Read(string path, CancellationToken cancel) => File.Exists(path) && new FileInfo(path).Length > 0 ? RowReader.Open(path, cancel: cancel) : [];

    public string Text()
    {
        var page = new StringBuilder();
        page.Append($"problem {Problem}\n");
        if (Rows.Select(r => r.Row.PlainText("problem_id") == Problem ? r.Row.PlainText("problem") : null).FirstOrDefault(t => t is not null) is { } text) page.Append($"  {Printable.Line(text)}\n");
        foreach (var ancestor in Ancestors) page.Append($"made of {ancestor}\n");
        foreach (var descendant in Descendants) page.Append($"became {descendant}\n");
        foreach (var row in Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"{row.Stage,-16} {row.State,-8} {row.Row.PlainText("problem_id")}");
            if (row.Row.PlainText("sample_id") is { } sample) page.Append($" sample {sample}");
            foreach (var name in Told)
                if (row.Row.HasValue(name)) page.Append($" {name}={Printable.Line(row.Row.RawText(name), 60)}");
            if (row.Row.Has("reject")) page.Append($" reject={Printable.Line(row.Row.RawText("reject"), 300)}");
            page.Append('\n');
        }

        return page.ToString();
    }

    public string Json() => Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("id", Id);
        w.WriteString("problem_id", Problem);
        foreach (var (name, ids) in new[] { ("ancestors", Ancestors), ("descendants", Descendants) })
        {
            w.WriteStartArray(name);
            foreach (var id in ids) w.WriteStringValue(id);
            w.WriteEndArray();
        }

        w.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            w.WriteStartObject();
            w.WriteString("stage", row.Stage);
            w.WriteString("state", row.State);
            w.WriteString("file", row.File);
            w.WriteNumber("line", row.Row.Line);
            w.WritePropertyName("row");
            w.WriteRawValue(row.Row.Utf8, skipInputValidation: true);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    })) + "\n";
}

/// <summary>A row in a stage.</summary>
/// <param name="State"><c>kept</c>, <c>dropped</c>, <c>packed</c>, or <c>file</c> for a stage's own files (votes).</param>
public sealed record LineageRow(string Stage, string State, string File, Row Row);
