using DataForge.Text;

namespace DataForge.Tests.Text;

public sealed class TemplateKeyTests
{
    [Theory]
    [InlineData("Liam has 16 dollars and earns 30 dollars a week.", "Emma has 7 dollars and earns 1,250 dollars a week.")]
    [InlineData("Tom gave his sister 1/2 of his 12 apples.", "Ann gave her sister two thirds of her twelve apples.")]
    [InlineData("How many eggs does Ann Lee sell in 3 days?", "How many eggs does Bob sell in twenty-five days?")]
    [InlineData("Liam's car uses 5 liters in each hour.", "Emma’s car uses 1 liter in each hour.")]
    [InlineData("小明有3个苹果，又买了4个。一共有多少个？", "小红有十二个苹果，又买了五个。一共有多少个？")]
    [InlineData("Solve for x in the equation 2x + 3 = 7.", "Solve for x in the equation 5x + 11 = 26.")]
    public void The_same_problem_with_other_numbers_and_names_has_one_key(string one, string other)
    {
        Assert.NotNull(TemplateKey.Of(one));
        Assert.Equal(TemplateKey.Of(one), TemplateKey.Of(other));
    }

    [Theory]
    [InlineData("Liam has 16 dollars and earns 30 dollars a week.", "Liam has 16 dollars and spends 30 dollars a week.")]
    [InlineData("Solve for x in the equation 2x + 3 = 7.", "Solve for x in the equation 2x - 3 = 7.")]
    [InlineData("小明有3个苹果，又买了4个。一共有多少个？", "小明有3个苹果，吃了4个。还剩多少个？")]
    public void Another_problem_has_another_key(string one, string other) => Assert.NotEqual(TemplateKey.Of(one), TemplateKey.Of(other));

    [Theory]
    [InlineData("What is 3 + 4?")]
    [InlineData("Compute 12*5.")]
    [InlineData("计算3+4")]
    [InlineData("")]
    [InlineData("123 456")]
    public void Too_few_words_say_nothing_about_kinship(string problem) => Assert.Null(TemplateKey.Of(problem));

    [Fact]
    public void A_key_shows_what_it_is_made_of() => Assert.Equal("@ has 0 dollar and spend 0 % of ~ money", TemplateKey.Of("Liam has $16 dollars and spends 25% of his money."));
}
