using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Models.Chat;
using DataForge.Models.Tokenizers;
using DataForge.Training;

namespace DataForge.Tools.Training;

/// <summary>Options of the tools that make folders for trainers, and how such a folder's examples are measured.</summary>
internal sealed class TrainerOptions
{
    public const string ReportSystem = @"Please reason step by step, and put your final answer within \boxed{}.";
    private const int BytesAround = 32; // of a turn in any chat format known: names of roles and control tokens

    private static readonly ChoiceOpt TrainerName = new("trainer", null, DataForge.Training.Trainer.Names, "Make a folder that this trainer runs from, at --out DIR.");
    private static readonly TextOpt Base = new("base", "Qwen/Qwen2.5-Math-1.5B", "MODEL", "Model to be trained, as the trainer names it.");
    private static readonly FileOpt TokenizerOf = new("tokenizer", null, "Its tokenizer and chat template, by which lengths are counted.", "MODEL");
    private static readonly OptionalIntOpt MaxLength = new("max-length", 1, "tokens", "the longest row's", "Leave out rows above this.");
    private static readonly NumberOpt Validation = new("val", 0.02, 0, 0.5, "share of problems", "Problems that the folder sets aside, with related ones.");
    private static readonly TextOpt SystemMessage = new("system", ReportSystem, "TEXT", "System message of prompts; empty leaves it out.");

    public static IReadOnlyList<Opt> All { get; } = [TrainerName, Base, TokenizerOf, MaxLength, Validation, SystemMessage];

    private readonly Tokenizer? _tokenizer;
    private readonly ChatFormat? _format;
    private readonly TrainingFolderSettings _folder;

    private TrainerOptions(TrainingFolderSettings folder, long? limit, Tokenizer? tokenizer, ChatFormat? format)
    {
        _folder = folder;
        Limit = limit;
        (_tokenizer, _format) = (tokenizer, format);
    }

    /// <summary>Most tokens of a row.</summary>
    public long? Limit { get; }

    public Trainer Trainer => _folder.Trainer;

    public TrainingTask Task => _folder.Task;

    /// <summary>The system message, which rows of our own take too.</summary>
    public static string System(Parsed p) => p.Get(SystemMessage)!;

    /// <summary>Options that mean something without a trainer too.</summary>
    public static IReadOnlyList<Opt> AlsoWithout { get; } = [SystemMessage];

    /// <summary>Null where no trainer is named.</summary>
    /// <param name="alsoWithout">Options that mean something without a trainer too.</param>
    /// <exception cref="ForgeException">Options that do not go together, a task that the trainer does not have, or a tokenizer that cannot be read.</exception>
    public static TrainerOptions? Read(Parsed p, TrainingTask task, string? path, long seed, string tool, params IReadOnlyList<Opt> alsoWithout)
    {
        if (p.Get(TrainerName) is not { } name)
        {
            foreach (var option in All.Except(alsoWithout))
                if (option != TrainerName && p.SourceOf(option) != SettingSource.Default) throw new ForgeException($"--{option.Name}: goes with --trainer");
            return null;
        }

        var trainer = DataForge.Training.Trainer.Of(name);
        if (trainer.WhyNot(task) is { } why) throw new ForgeException($"--trainer {name}: {why}");
        if (path is null or "-" || RowWriter.IsDevice(path)) throw new ForgeException("--trainer: expected --out DIR, the folder to make");
        if (p.Get(Base) is not { Length: > 0 } model || model.Any(char.IsControl)) throw new ForgeException("--base: expected a model's name or folder, without control characters");
        var tokenizer = p.Get(TokenizerOf);
        var format = tokenizer is null ? null : ChatFormat.Find(tokenizer);
        var unit = tokenizer is null ? "UTF-8 bytes, which tokens never exceed" : format is null ? "tokens of --tokenizer, without a chat template" : "tokens of --tokenizer with its chat template";
        var settings = new TrainingFolderSettings(path, trainer, task, model, p.Get(SystemMessage)!, p.Get(Validation), seed, unit, tool, Tool.Version,
            [.. p.OutputSettings.Where(s => s.Value is not null)]);
        return new TrainerOptions(settings, p.Get(MaxLength), tokenizer is null ? null : Tokenizer.Load(tokenizer), format);
    }

    public TrainingFolder Open() => new(_folder);

    /// <summary>Tokens of an example as the trainer will render it; an upper bound where no tokenizer is named.</summary>
    public ExampleLength Measure(TrainingExample example)
    {
        var prompt = Count(example.Prompt, opens: true);
        if (Task == TrainingTask.ProcessReward)
        {
            var steps = example.Replies.Sum(r => Count(r.Text) + 2);
            return new ExampleLength(prompt, prompt + steps, steps);
        }

        var reply = example.Replies.Max(r => Count(r.Text));
        if (Task == TrainingTask.Reinforcement) return new ExampleLength(prompt, prompt + reply, reply);
        return new ExampleLength(prompt, example.Replies.Max(r => Count([.. example.Prompt, new Message("assistant", r.Text)], opens: false) + 1), reply); // 1: the end token that a trainer may add
    }

    private int Count(string text) => _tokenizer?.Encode(text).Length ?? global::System.Text.Encoding.UTF8.GetByteCount(text);

    private int Count(IReadOnlyList<Message> messages, bool opens) => _format is not null ? _format.Encode(_tokenizer!, messages, opens).Length
        : messages.Sum(m => Count(m.Content) + BytesAround) + (opens ? BytesAround : 0);
}
