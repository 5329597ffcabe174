namespace DataForge.Answers.Tests.Grading;

/// <summary>Our own pairs and generations by kind: right answers in other spellings, wrong ones that look like them.</summary>
public sealed class SiblingTests
{
    public static TheoryData<string> PairKinds => [.. Siblings.Pairs.Select(p => p.Kind).Distinct()];

    public static TheoryData<string> GenerationKinds => [.. Siblings.Generations.Select(g => g.Kind).Distinct()];

    [Theory, MemberData(nameof(PairKinds))]
    public void A_pair_has_its_verdict(string kind)
    {
        var off = Siblings.Pairs.Where(p => p.Kind == kind && Grader.Verify(p.Gold, p.Predicted).IsCorrect == true != p.Accepted);
        Assert.Equal([], off.Select(p => $"{(p.Accepted ? "refused" : "accepted")}: {p.Gold} <- {p.Predicted}"));
    }

    [Theory, MemberData(nameof(PairKinds))]
    public void No_key_merges_what_a_verdict_separates(string kind)
    {
        var separated = Siblings.Pairs.Where(p => p.Kind == kind && !p.Accepted && Grader.Verify(p.Gold, p.Predicted).IsCorrect == false);
        Assert.Equal([], separated.Where(p => AnswerKey.Of(p.Gold) == AnswerKey.Of(p.Predicted)).Select(p => $"{p.Gold} | {p.Predicted}"));
    }

    [Theory, MemberData(nameof(GenerationKinds))]
    public void A_generation_gives_its_answer_or_none(string kind)
    {
        var off = Siblings.Generations.Where(g => g.Kind == kind && Gives(g) != g.Accepted);
        Assert.Equal([], off.Select(g => $"{g.Gold} <- {AnswerExtractor.Extract(g.Text)?.Text ?? "nothing"} of {g.Text}"));
    }

    private static bool Gives(Siblings.Generation generation) => AnswerExtractor.Extract(generation.Text) is { } found && Grader.Verify(generation.Gold, found.Text).IsCorrect == true;
}
