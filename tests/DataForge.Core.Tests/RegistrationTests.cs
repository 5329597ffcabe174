namespace DataForge.Core.Tests;

public class RegistrationTests
{
    [Theory]
    [InlineData("forge-vote\n", "forge-vote: ended without saying that its output is complete (it was killed)")]
    [InlineData("forge-vote\ncomplete 12 1 sta", "forge-vote: ended without saying that its output is complete (it was killed)")]
    [InlineData("forge-vote\ncomplete twelve 1 stated\n", "forge-vote: ended without saying that its output is complete (it was killed)")]
    [InlineData("forge-vote\nfailed forge-seed: no space\n", "forge-seed: no space")]
    [InlineData("forge-vote\nfailed red \u001b[31m and \u0007\n", "red \\u001b[31m and \\u0007")]
    [InlineData("", ": ended without saying that its output is complete (it was killed)")]
    public void What_is_not_said_to_be_complete_is_not(string text, string cause) => Assert.Equal((cause, (long?)null), (Registration.Parse(text).Cause, Registration.Parse(text).Bytes));

    [Theory, InlineData(true), InlineData(false)]
    public void A_complete_producer_says_how_much_it_wrote(bool stated)
    {
        var read = Registration.Parse("forge-vote\n" + Registration.Complete(120, 3, stated));
        Assert.Equal(new Registration("forge-vote", 120, 3, stated, null), read);
        Assert.Null(read.Cause);
    }

    [Fact]
    public void A_cause_is_one_line_of_bounded_length()
    {
        Assert.Equal("failed two lines\n", Registration.Failed("two\nlines"));
        Assert.Equal(4096, Registration.Parse("t\n" + Registration.Failed(new string('x', 1 << 20))).Cause!.Length);
    }
}
