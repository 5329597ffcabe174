using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Training;

/// <summary>A program that trains models: the rows its loaders read, and the files by which it runs.</summary>
/// <remarks>Columns are recorded from each loader's code or documentation (see docs/training.md for what was read and when). The loaders themselves did not run here.</remarks>
public abstract class Trainer
{
    private static readonly Trainer[] All = [new TrlTrainer(), new VerlTrainer(), new OpenRlhfTrainer(), new LlamaFactoryTrainer(), new SwiftTrainer(), new AxolotlTrainer(), new NemoRlTrainer()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(t => t.Name)];

    public static Trainer Of(string name) => Array.Find(All, t => t.Name == name) ?? throw new ArgumentException($"no trainer {name}", nameof(name));

    public abstract string Name { get; }

    /// <summary>Lines of requirements.txt: exact versions.</summary>
    public abstract string Requirements { get; }

    /// <summary>How its data files are written.</summary>
    public virtual ShardFormat Format => ShardFormat.Jsonl;

    /// <summary>Why the trainer cannot do a task; null where it can.</summary>
    public string? WhyNot(TrainingTask task) => Columns(task).Count > 0 ? null
        : $"{Name} has no trainer for {task.Name()} (it has {string.Join(", ", Enum.GetValues<TrainingTask>().Where(t => Columns(t).Count > 0).Select(t => t.Name()))}; {task.Name()}: {string.Join(", ", All.Where(t => t.Columns(task).Count > 0).Select(t => t.Name))})";

    /// <summary>Columns that its loader reads; empty for a task it does not have.</summary>
    public abstract IReadOnlyList<TrainerColumn> Columns(TrainingTask task);

    /// <summary>The column with the gold answer of a reinforcement query: a name, or a name and a member.</summary>
    public virtual string GoldColumn => "solution";

    /// <summary>Writes the columns that the loader reads.</summary>
    /// <param name="split"><c>train</c> or <c>val</c>.</param>
    /// <param name="number">The row's number within its split, from 0.</param>
    protected abstract void Write(RowEdit edit, TrainingExample example, TrainingTask task, string split, long number);

    /// <summary>True where columns that the loader does not read would hinder it.</summary>
    protected virtual bool OwnColumnsOnly(TrainingTask task) => false;

    /// <summary>The example as the trainer's row; what the loader does not read follows behind: problem, source, pass rate, difficulty, weight.</summary>
    public Row RowOf(TrainingExample example, TrainingTask task, string split, long number) => Row.Empty.With(e =>
    {
        Write(e, example, task, split, number);
        if (OwnColumnsOnly(task)) return;
        e.Set("problem_id", example.ProblemId).Set("source", example.Source);
        if (example.PassRate is { } rate) e.Set("pass_count", example.PassCount).Set("num_samples", example.Samples).Set("pass_rate", Math.Round(rate, 6)).Set("difficulty", Math.Round(1 - rate, 6));
        if (example.Weight is { } weight) e.Set("weight", weight);
    });

    /// <summary>Configuration and script of a task, and what goes with them.</summary>
    public virtual IEnumerable<FolderText> Files(FolderFacts facts)
    {
        foreach (var name in FolderTemplate.Names($"{Name}/{facts.Task.Name()}/"))
            yield return new FolderText(Path.GetFileName(name), FolderTemplate.Fill(name, facts), name.EndsWith(".sh", StringComparison.Ordinal));
    }

    /// <summary>A gold answer without the math delimiters around the whole of it.</summary>
    internal static string Undelimited(string gold)
    {
        for (var text = gold.Trim(); ;)
        {
            var inner = text switch
            {
                ['$', '$', .. var display, '$', '$'] => display,
                ['$', .. var inline, '$'] when !inline.Contains('$', StringComparison.Ordinal) => inline,
                ['\\', '(', .. var inline, '\\', ')'] when !inline.Contains("\\)", StringComparison.Ordinal) => inline,
                ['\\', '[', .. var display, '\\', ']'] when !display.Contains("\\]", StringComparison.Ordinal) => display,
                _ => null,
            };
            if (string.IsNullOrWhiteSpace(inner) || inner.EndsWith('\\')) return text;
            text = inner.Trim();
        }
    }

    private protected static IEnumerable<Message> Whole(TrainingExample example, int reply = 0) => example.Prompt.Append(new Message("assistant", example.Replies[reply].Text));

    private protected static void Messages(RowEdit edit, string name, IEnumerable<Message> messages) => edit.Write(name, w => WriteMessages(w, messages));

    private protected static void Reply(RowEdit edit, string name, TrainingExample example, int reply) => Messages(edit, name, [new Message("assistant", example.Replies[reply].Text)]);

    private protected static void WriteMessages(Utf8JsonWriter w, IEnumerable<Message> messages)
    {
        w.WriteStartArray();
        foreach (var message in messages) WriteMessage(w, message);
        w.WriteEndArray();
    }

    private protected static void WriteMessage(Utf8JsonWriter w, Message message)
    {
        w.WriteStartObject();
        w.WriteString("role", message.Role);
        w.WriteString("content", message.Content);
        w.WriteEndObject();
    }

    /// <summary>Text of the prompt's system message; null where it has none.</summary>
    private protected static string? System(TrainingExample example) => example.Prompt.FirstOrDefault(m => m.Role == "system")?.Content;

    private protected static string User(TrainingExample example) => example.Prompt.Last(m => m.Role == "user").Content;
}
