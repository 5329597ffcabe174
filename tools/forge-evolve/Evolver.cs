using DataForge.Core;
using DataForge.Formats;
using DataForge.Synthesis;

namespace DataForge.Tools.Evolve;

/// <summary>One problem with what the model said for every kind.</summary>
internal sealed record Reply(Problem? Parent, IReadOnlyList<Row> Rejects, bool Repeated, IReadOnlyList<(string Kind, Generation Generation, Reject? Denied)> Outputs);

/// <summary>Asks for the changed problems and reads the outputs. A problem that was seen before, as an input or as a child, is a duplicate.</summary>
/// <param name="check">Asked whether a new problem is well posed; null asks nothing.</param>
internal sealed class Evolver(Settings settings, IGenerator generator, ILogProbScorer? check)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Drops by rule.</summary>
    public Tally Dropped { get; } = new();

    public string? FirstFailure { get; private set; }

    /// <summary>The problems in input order; read by one thread.</summary>
    public static IEnumerable<Reply> Plan(RowFeed<Problem> feed, CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in feed.Read(cancel)) yield return new Reply(item.Value, item.Bad, item.Value is { } p && !seen.Add(p.Id), []);
    }

    /// <summary>All kinds of one problem; called for several problems at a time. The seeds follow from (problem, kind), so order and company do not matter.</summary>
    public async Task<Reply> Ask(Reply work, CancellationToken cancel)
    {
        if (work.Parent is not { } parent || work.Repeated) return work;
        var asked = await Task.WhenAll(settings.Kinds.Select(async kind =>
        {
            var prompt = PromptOf(kind, parent);
            var generations = await generator.Generate(new GenerationRequest($"{parent.Id}/{kind}", prompt, settings.Sampling, settings.PerKind, ReplySchema: settings.Structured ? Evolution.ReplySchema : null), cancel);
            var denied = await Task.WhenAll(generations.Select(g => Check(g, parent, kind, cancel)));
            return generations.Zip(denied, (g, why) => (kind, g, why));
        }));
        return work with { Outputs = [.. asked.SelectMany(a => a)] };
    }

    /// <summary>Why the checking model denies the problem in a generation.</summary>
    private async Task<Reject?> Check(Generation generation, Problem parent, string kind, CancellationToken cancel) =>
        check is null || Evolution.Read(generation, parent, kind, Template(kind, parent)).Text is not { } text ? null : await ProblemCheck.Refuse(check, settings.Prompts, parent.Language, text, cancel);

    /// <summary>The new problems of one reply, and the rows that were dropped; called in input order.</summary>
    public (IReadOnlyList<Row> Children, IReadOnlyList<Row> Rejects) Read(Reply reply)
    {
        var children = new List<Row>();
        var rejects = reply.Rejects.ToList();
        if (reply.Parent is not { } parent) return (children, rejects);
        if (reply.Repeated) Drop(null, null, new Reject(Evolution.Stage, "duplicate", "the problem stood in the input before"));
        _known.Add(parent.Id);
        foreach (var (kind, generation, denied) in reply.Outputs)
        {
            var (text, why) = Evolution.Read(generation, parent, kind, Template(kind, parent));
            why ??= denied;
            if (why is null && !_known.Add(Identity.OfProblem(text!))) why = new Reject(Evolution.Stage, "duplicate", "the same problem was read or made before");
            if (why is null) children.Add(Evolution.Child(parent, kind, text!, settings.Source, (generator.Model, generator.Revision, PromptHash(kind, parent))));
            else Drop(kind, generation, why);
        }

        return (children, rejects);

        void Drop(string? kind, Generation? generation, Reject why)
        {
            Dropped.Add(why);
            if (why.Rule is "generation_failed" or "check_failed") FirstFailure ??= why.Reason;
            rejects.Add(Evolution.Rejected(parent, kind, generation?.Text, why));
        }
    }

    /// <summary>What the model is asked for one kind of one problem.</summary>
    public Prompt PromptOf(string kind, Problem parent) => new(Evolution.Ask(Template(kind, parent), parent, settings.System));

    private string PromptHash(string kind, Problem parent) => Identity.OfPrompt(generator.Render(PromptOf(kind, parent)));

    private PromptTemplate Template(string kind, Problem parent) => Evolution.Template(settings.Prompts, kind, parent.Language);
}
