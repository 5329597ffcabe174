using DataForge.Models.Scoring;

namespace DataForge.Models.Tests.Scoring;

public sealed class SolutionSteps
{
    [Theory]
    [InlineData("one\n\ntwo\nstill two\n\n\nthree\n", "one|two\nstill two|three")]
    [InlineData("one\r\n\r\ntwo", "one|two")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("one<extra_0>two\n\nstill two<extra_0>\nthree", "one|two\n\nstill two|three")]
    [InlineData("one<extra_0>two<extra_0>", "one|two")]
    public void Are_its_paragraphs(string solution, string steps) => Assert.Equal(steps, string.Join('|', StepText.Steps(solution)));
}
