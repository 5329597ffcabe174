using DataForge.Answers;

namespace DataForge.Tests.Answers.Grading;

public sealed class KeyTests
{
    [Fact]
    public void A_bare_list_does_not_vote_with_the_closed_interval_between_its_items()
    {
        Assert.NotEqual(AnswerKey.Of("[-3,1]"), AnswerKey.Of("1,-3"));
        Assert.Equal(AnswerKey.Of("-3,1"), AnswerKey.Of("1, -3"));
        Assert.Equal(AnswerKey.Of("[-3,1]"), AnswerKey.Of(@"-3 \le x \le 1"));
    }
}
