using System.Globalization;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Manifests;
using DataForge.Runs.Work;

namespace DataForge.Runs.Pages;

/// <summary>A few rows through every stage as one page: what each stage was asked, made and dropped.</summary>
public static class PreviewPage
{
    private const int MostRows = 20; // of a stage
    private const int MostCalls = 50;
    private const int MostCharacters = 4000;
    private static readonly string[] Heads = ["generation", "solution", "problem", "text", "answer"];

    /// <param name="calls">Folder of recorded calls; its prompts and replies are shown.</param>
    public static string Of(RunState state, string calls, CancellationToken cancel)
    {
        var page = new HtmlPage($"Preview of {state.Plan.Name}");
        page.Table(["stage", "rows in", "rows out", "dropped", "tokens", "seconds"], state.Stages.Select(s => (IReadOnlyList<string>)
            [s.Stage.Name, Sum(s, f => f.RowsIn), Sum(s, f => f.RowsOut), Sum(s, f => f.Rejects.Values.Sum()), Sum(s, f => f.TokensIn + f.TokensOut), s.Spent.Sum(e => e.Seconds).ToString("0.0", CultureInfo.InvariantCulture)]));
        foreach (var stage in state.Stages)
        {
            page.Heading(stage.Stage.Name).Preformatted(string.Join(' ', stage.Stage.Words.Prepend(Path.GetFileName(stage.Stage.Program))));
            if (stage.Stage.Output == OutputKind.Rows) Rows(page, state.Work.Output(stage.Stage, 0), dropped: false, cancel);
            Rows(page, state.Work.Rejects(stage.Stage, 0), dropped: true, cancel);
            var own = Path.Combine(state.Work.Of(stage.Stage), "files");
            foreach (var file in Directory.Exists(own) ? Directory.GetFiles(own, "*.jsonl").Order(StringComparer.Ordinal).ToArray() : []) Rows(page.Paragraph(Path.GetFileName(file)), file, dropped: false, cancel);
        }

        page.Heading("Calls");
        foreach (var (request, reply) in Calls(calls).Take(MostCalls)) page.Details(Printable.Line(reply, 100), [("prompt", Cut(request)), ("reply", Cut(reply))]);
        return page.ToString();
    }

    private static string Sum(StageState stage, Func<ShardFigures, long> figure) => stage.Figures.Sum(figure).ToString(CultureInfo.InvariantCulture);

    internal static void Rows(HtmlPage page, string path, bool dropped, CancellationToken cancel, int most = MostRows)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return;
        foreach (var row in RowReader.Open(path, cancel: cancel).Take(most))
            page.Details($"{(dropped ? "dropped: " : "")}{Printable.Line(Head(row), 120)}", Enumerable.Range(0, row.Count).Select(i => (row.NameAt(i), Cut(Value(row, i)))), dropped);
    }

    /// <summary>What a row is about: the latest thing that was made of it.</summary>
    private static string Head(Row row)
    {
        foreach (var name in Heads)
            if (row.Raw(name) is [(byte)'"', _, _, ..]) return row.Text(name)!;
        return row.ToString();
    }

    private static string Value(Row row, int at) => row.RawAt(at) is [(byte)'"', ..] ? row.Text(row.NameAt(at))! : row.RawText(row.NameAt(at))!;

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";

    /// <summary>Generations as they were asked for.</summary>
    private static IEnumerable<(string Request, string Reply)> Calls(string folder)
    {
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.calls.jsonl").Order(StringComparer.Ordinal).ToArray() : [])
            foreach (var line in File.ReadLines(path))
            {
                using var document = JsonDocument.Parse(line);
                var request = document.RootElement.GetProperty("request");
                if (request.GetProperty("call").GetString() != "generate") continue;
                var prompt = request.TryGetProperty("messages", out var messages)
                    ? string.Join("\n\n", messages.EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content").GetString()}"))
                    : request.TryGetProperty("prompt", out var raw) ? raw.GetString()! : request.GetRawText();
                yield return (prompt, document.RootElement.GetProperty("reply").GetProperty("text").GetString()!);
            }
    }
}
