using DataForge.Models.Scoring;

namespace DataForge.Models.Tests.Scoring;

public sealed class SolutionSteps
{
    [Theory]
    [InlineData("one\n\ntwo\nstill two\n\n\nthree\n", "one|two\nstill two|three")]
    [InlineData("one\r\n\r\ntwo", "one|two")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    public void Are_its_paragraphs(string solution, string steps) => Assert.Equal(steps, string.Join('|', StepText.Steps(solution)));
}
