using DataForge.Core;
using DataForge.Models.Engine;

namespace DataForge.Models.Scoring;

/// <summary>A solution cut into steps for a process reward model, with where each step's separator stands among the ids.</summary>
internal sealed class StepText
{
    /// <summary>Qwen2.5-Math-PRM's step separator.</summary>
    public const string Separator = "<extra_0>";

    private readonly LocalModel _model;
    private readonly int _separatorId;

    /// <exception cref="ForgeException">The vocabulary lacks the separator.</exception>
    public StepText(LocalModel model)
    {
        _model = model;
        _separatorId = model.Tokenizer.Id(Separator) ?? throw new ForgeException($"{model.Imported.Name}: the vocabulary has no {Separator}, which ends a step");
    }

    /// <summary>Ids of the conversation and the positions of the separators, one a step.</summary>
    /// <remarks>An added token cuts the text, so steps are tokenized apart and joined by the separator's id: control tokens that stand in the data stay text.</remarks>
    public (int[] Ids, int[] Positions) Read(ScoreRequest request)
    {
        var steps = Steps(request.Solution);
        if (steps.Length == 0) return ([], []);
        var opening = Conversation(steps[0]);
        var closing = CommonEnd(Conversation(steps[0] + "1"), Conversation(steps[0] + "2"));
        var ids = new List<int>(opening[..^closing]);
        var positions = new List<int>();
        for (var i = 0; i < steps.Length; i++)
        {
            if (i > 0) ids.AddRange(_model.Tokenizer.Encode(steps[i], addSpecial: false, recogniseSpecial: false));
            positions.Add(ids.Count);
            ids.Add(_separatorId);
        }

        ids.AddRange(opening[^closing..]);
        return ([.. ids], [.. positions]);

        int[] Conversation(string solution) => _model.Encode(OnnxScorer.Conversation(request, solution), addGenerationPrompt: false);
    }

    /// <summary>Paragraphs of a solution; of one that holds separators, what lies between them.</summary>
    internal static string[] Steps(string solution) =>
        [.. solution.ReplaceLineEndings("\n").Split(solution.Contains(Separator, StringComparison.Ordinal) ? Separator : "\n\n", StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim('\n')).Where(s => s.Length > 0)];

    /// <summary>Length of the part that closes the turn: what two conversations have in common at their ends when only the solution's last digit differs.</summary>
    private static int CommonEnd(int[] a, int[] b)
    {
        var common = 0;
        while (common < Math.Min(a.Length, b.Length) && a[^(common + 1)] == b[^(common + 1)]) common++;
        return common;
    }
}
