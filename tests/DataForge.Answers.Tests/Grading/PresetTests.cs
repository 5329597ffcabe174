namespace DataForge.Answers.Tests.Grading;

/// <summary>Presets of the rulings, and the explanation of a verdict.</summary>
public sealed class PresetTests
{
    [Theory]
    [InlineData("default", "1/3", "0.33", true)]
    [InlineData("strict", "1/3", "0.33", false)]
    [InlineData("strict", "1/3", "2/6", true)]
    [InlineData("strict", "5 cm", "5", false)]
    [InlineData("math-verify", "0.3333333", "1/3", true)]
    [InlineData("math-verify", "1/3", "0.33", false)]
    [InlineData("qwen2.5-math", "0.5", "50", true)]
    [InlineData("qwen2.5-math", "12345", "12346", true)]
    [InlineData("qwen2.5-math", "1/3", "0.33", false)]
    [InlineData("minerva", "5 cm", "5", true)]
    [InlineData("minerva", "1/3", "0.33", false)]
    [InlineData("hendrycks", @"\frac{1}{2}", @"\frac12", true)]
    [InlineData("hendrycks", @"\frac{1}{2}", "0.5", true)]
    [InlineData("hendrycks", @"\frac{1}{2}", "1/2", true)]
    [InlineData("hendrycks", @"\frac{1}{2}", @"\frac{2}{4}", false)]
    [InlineData("hendrycks", @"\frac{1}{4}", "0.25", false)]
    [InlineData("hendrycks", @"5\%", "5", true)]
    [InlineData("hendrycks", "5", "x=5", true)]
    [InlineData("hendrycks", @"\sqrt{12}", @"2\sqrt{3}", false)]
    [InlineData("hendrycks", @"\left(1,2\right)", "(1,2)", true)]
    [InlineData("hendrycks", @"90^\circ", "90", true)]
    [InlineData("minerva", @"\sqrt{12}", @"2\sqrt{3}", true)]
    [InlineData("minerva", "0.5", @"\frac{1}{2}", true)]
    [InlineData("minerva", "5", "x = 5", true)]
    [InlineData("minerva", "(1,2)", "(2,1)", false)]
    [InlineData("minerva", @"5\%", "5", false)]
    [InlineData("qwen2.5-math", "0.5", "5000", false)]
    [InlineData("qwen2.5-math", @"\sqrt{2}", "1.4142", true)]
    [InlineData("qwen2.5-math", "x=5", "5", true)]
    [InlineData("qwen2.5-math", "(1,2)", "(2,1)", false)]
    [InlineData("math-verify", "1/3", "0.333333", true)]
    [InlineData("math-verify", "9%", "0.09", true)]
    [InlineData("math-verify", "1,2", "2,1", true)]
    [InlineData("math-verify", "x=5", "5", true)]
    [InlineData("math-verify", "1e-7", "2e-7", true)]
    public void A_preset_follows_the_grader_it_is_named_after(string preset, string gold, string predicted, bool equal) =>
        Assert.Equal(equal, Grader.Verify(gold, predicted, VerifyOptions.Presets[preset]).IsCorrect == true);

    [Fact]
    public void An_explanation_says_how_each_side_was_read_and_which_rule_decided()
    {
        var explained = Grader.Explain("x > 5", "(5,\\infty)");
        Assert.Equal("same_region", explained.Grade.Rule);
        Assert.Equal(["set of reals (5,∞)"], explained.Gold);
        Assert.Contains("set of reals (5,∞)", explained.Predicted);
        Assert.Equal(["words \"no idea\""], Grader.Explain("1", "no idea").Predicted);
    }
}
