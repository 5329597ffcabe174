using System.Globalization;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runner;
using DataForge.Text;

namespace DataForge.Training;

/// <summary>A folder from which one command trains: data in the trainer's form, configuration, scripts, checks, lineage, card and manifest. Takes examples (<see cref="TrainingExample.ToRow"/>).</summary>
/// <remarks>Examples are set down first: which problems are related, and how long rows are, is known at the end. Memory: about 150 bytes a problem and 12 a row.</remarks>
public sealed class TrainingFolder : IRowSink
{
    public const string Format = "dataforge-training/1";
    private const int MostRendered = 3;

    private readonly TrainingFolderSettings _settings;
    private readonly DataFolder _folder;
    private readonly RowWriter _examples;
    private readonly SplitFamilies _families = new();
    private readonly FolderLengths _lengths = new(new TokenLengths(), new TokenLengths(), new TokenLengths());
    private readonly SortedDictionary<string, long> _sources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _licenses = new(StringComparer.Ordinal);
    private readonly List<string> _rendered = [];
    private FolderFacts? _facts;

    /// <exception cref="ForgeException">The folder cannot be made, or holds something else.</exception>
    public TrainingFolder(TrainingFolderSettings settings)
    {
        _settings = settings;
        _folder = new DataFolder(settings.Path, Format, settings.Trainer.Format, settings.ValidationShare > 0 ? ["train", "val"] : ["train"]);
        _examples = RowWriter.Open(ExamplesPath);
    }

    private string ExamplesPath => Path.Combine(_folder.Work, "examples.jsonl");

    /// <summary>Rows by split, known once finished.</summary>
    public FolderFacts Facts => _facts ?? throw new InvalidOperationException("the folder is not finished");

    public void Write(Row row)
    {
        var example = TrainingExample.From(row);
        _families.Add(example.ProblemId, example.ParentId, TemplateKey.Of(example.Problem) is { } key ? StableHash.Hex128(key) : null);
        if (example.Length is { } length)
        {
            _lengths.Prompt.Add(length.Prompt);
            _lengths.Row.Add(length.Row);
            _lengths.Reply.Add(length.Reply);
        }

        Count(_sources, example.Source ?? "not stated");
        Count(_licenses, example.License ?? "not stated");
        foreach (var model in example.Replies.Select(r => r.Model).OfType<string>().Distinct()) Count(_models, model);
        _examples.Write(row);
    }

    private static void Count(SortedDictionary<string, long> counts, string name)
    {
        if (counts.Count < 1000 || counts.ContainsKey(name)) counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    public void Finish()
    {
        _examples.Commit();
        using (var lineage = RowWriter.Open(Path.Combine(_folder.Work, "lineage.jsonl")))
        {
            var numbers = new Dictionary<string, long> { ["train"] = 0, ["val"] = 0 };
            foreach (var row in RowReader.Open(ExamplesPath))
            {
                var example = TrainingExample.From(row);
                var split = _families.ShareOf(example.ProblemId) < _settings.ValidationShare ? "val" : "train";
                var number = numbers[split]++;
                var made = _settings.Trainer.RowOf(example, _settings.Task, split, number);
                _folder.Write(split, made);
                lineage.Write(LineageOf(example, split, number));
                if (_rendered.Count < MostRendered) _rendered.Add(CardExample.Of(made));
            }

            lineage.Commit();
        }

        File.Delete(ExamplesPath);
        _facts = new FolderFacts(_settings.Trainer, _settings.Task, _settings.Base, _settings.System, _settings.Seed, _lengths, _settings.Unit, _folder.Finish());
    }

    private static Row LineageOf(TrainingExample example, string split, long number) => Row.Empty.With(e =>
    {
        e.Set("split", split).Set("row", number).Set("problem_id", example.ProblemId).Set("parent_id", example.ParentId);
        e.Write("sample_ids", w =>
        {
            w.WriteStartArray();
            foreach (var id in example.Replies.Select(r => r.SampleId).OfType<string>().Distinct()) w.WriteStringValue(id);
            w.WriteEndArray();
        });
        e.Write("models", w =>
        {
            w.WriteStartArray();
            foreach (var model in example.Replies.Select(r => r.Model).OfType<string>().Distinct()) w.WriteStringValue(model);
            w.WriteEndArray();
        });
        e.Set("gold", example.Gold).Set("source", example.Source).Set("license", example.License);
        if (example.Length is { } length) e.Set("prompt_tokens", (long)length.Prompt).Set("row_tokens", (long)length.Row);
    });

    public void TakePlace()
    {
        var facts = Facts;
        IEnumerable<FolderText> texts =
        [
            .. facts.Trainer.Files(facts),
            new FolderText("requirements.txt", facts.Trainer.Requirements),
            new FolderText("columns.json", FolderPages.Columns(facts)),
            new FolderText("check.py", FolderTemplate.Text("check.py"), IsProgram: true),
            new FolderText("check.sh", FolderTemplate.Text("check.sh"), IsProgram: true),
            .. facts.Task == TrainingTask.Reinforcement ? [new FolderText("reward.py", Reward(facts.Trainer))] : Array.Empty<FolderText>(),
            new FolderText("CHECK.md", FolderPages.Check(facts, _sources, _rendered)),
            new FolderText("README.md", FolderPages.Card(facts, _settings, _sources, _models, _licenses)),
        ];
        _folder.Seal(texts, files => FolderPages.Manifest(facts, _settings, files));
    }

    /// <summary>The client of the grader, and behind it the functions that the trainer calls.</summary>
    private static string Reward(Trainer trainer) => FolderTemplate.Text("reward.py") + "\n\n" + FolderTemplate.Text($"{trainer.Name}/reward.py");

    public void Dispose()
    {
        _examples.Dispose();
        _folder.Dispose();
    }

    /// <summary>What the run says of the folder.</summary>
    public IEnumerable<string> Summary()
    {
        var facts = Facts;
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{_settings.Path}: {facts.Rows("train"):N0} train and {facts.Rows("val"):N0} val rows for {facts.Trainer.Name} {facts.Task.Name()}; longest {(facts.Task == TrainingTask.Reinforcement ? "prompt" : "row")} {facts.Bounded.Longest:N0} tokens ({facts.Unit}), configured {facts.Bound:N0}, 0 rows exceed it");
    }
}
