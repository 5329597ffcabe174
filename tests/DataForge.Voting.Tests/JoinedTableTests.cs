using DataForge.Core;
using DataForge.Voting.Evaluation;

namespace DataForge.Tests.Voting;

public sealed class JoinedTableTests
{
    private static string Fault(string figures, string lines = "") => Assert.Throws<ForgeException>(() =>
        new JoinedTable().Add("mine", Row.Parse(lines.Length > 0 ? lines : $$$"""{"lines":[{"benchmark":"b","figures":{{{{figures}}}}}]}""", "e.json", 1), "pass@1", "e.json")).Message;

    [Theory]
    [InlineData("\"pass@1\":{\"mean\":\"x\"}", "{\"mean\":\"x\"}")]
    [InlineData("\"pass@1\":{\"mean\":7}", "{\"mean\":7}")]
    [InlineData("\"pass@1\":{\"mean\":1e999}", "{\"mean\":1e999}")]
    [InlineData("\"pass@1\":{}", "{}")]
    [InlineData("\"pass@1\":0.5", "0.5")]
    public void A_figure_that_is_no_share_is_refused_with_what_was_found(string figures, string found) =>
        Assert.Equal($"e.json: expected a figure whose mean is a share from 0 to 1, found {found}", Fault(figures));

    [Fact]
    public void A_file_without_the_figure_says_what_it_has()
    {
        Assert.Equal("e.json: has no pass@1; it has maj@8", Fault("\"maj@8\":{\"mean\":0.5}"));
        Assert.Equal("e.json: has no pass@1; it has no figures", Fault("", """{"lines":[]}"""));
    }
}
