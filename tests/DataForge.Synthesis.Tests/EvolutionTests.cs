using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

public sealed class EvolutionTests
{
    private static readonly Problem Parent = Problem.From(
        Row.Parse("""{"problem":"Tom has 3 apples and buys 4 more. How many apples does he have?","solution":"#### 7","source":"ours","license":"MIT","tags":["add"],"level":2,"difficulty":0.1}"""), FieldNames.Default);

    private static PromptTemplate Template(string kind = "complexity") => Evolution.Template(PromptLibrary.BuiltIn, kind, "en");

    private static Generation Said(string text, FinishReason finish = FinishReason.Stop, string? error = null) => new(0, text, [], finish, 1, 1, Error: error);

    private static string? Rule(string text, FinishReason finish = FinishReason.Stop, string kind = "complexity") => Evolution.Read(Said(text, finish, finish == FinishReason.Error ? "x" : null), Parent, kind, Template(kind)).Why?.Rule;

    [Theory]
    [InlineData("", FinishReason.Stop, "empty")]
    [InlineData("<think>hm</think>  ", FinishReason.Stop, "empty")]
    [InlineData("Tom has", FinishReason.Length, "cut_off")]
    [InlineData("", FinishReason.Error, "generation_failed")]
    [InlineData("Solution: 7", FinishReason.Stop, "unparsable")]
    [InlineData("Apples are good for Tom.", FinishReason.Stop, "unparsable")]
    [InlineData("New problem: Tom has 3 apples and buys 4 more. How many apples does he have?", FinishReason.Stop, "unchanged")]
    [InlineData("tom has 3 apples, and buys 4 more; how many apples does he have", FinishReason.Stop, "unchanged")]
    [InlineData("小明有5个苹果，又买了9个。他一共有多少个苹果？", FinishReason.Stop, "wrong_language")]
    [InlineData("Tom has 5 apples and eats 2, so 5 - 2 = 3 are left. How many are left?", FinishReason.Stop, "has_solution")]
    [InlineData("Tom has 5 apples and eats 2. How many are left? The answer is 3.", FinishReason.Stop, null)]
    [InlineData("Tom has 5 apples and buys 9 more. How many apples does he have?", FinishReason.Stop, null)]
    [InlineData("New problem: Tom has 5 apples and eats 2. How many are left?\n\nSolution: He has", FinishReason.Length, null)]
    public void Every_output_is_a_problem_or_a_reason(string output, FinishReason finish, string? rule) => Assert.Equal(rule, Rule(output, finish));

    [Theory]
    [InlineData("Ann has 3 pears and gets 4 more. How many pears does she have?", "unchanged")]
    [InlineData("Ann has 4 pears and gets 3 more. How many pears does she have?", "unchanged")]
    [InlineData("Ann has 3 pears and gets 5 more. How many pears does she have?", null)]
    public void Changed_numbers_must_be_other_numbers(string output, string? rule) => Assert.Equal(rule, Rule(output, kind: EvolutionKind.ChangeNumbers));

    [Theory]
    [InlineData("Weng earns $12 an hour for babysitting. Yesterday, she just did 50 minutes of babysitting. How much did she earn?", "A bat and a ball together cost $1.10. The bat costs $1.00 more than the ball. How much does the ball cost?", "unrelated")]
    [InlineData("Weng earns $12 an hour for babysitting. Yesterday, she just did 50 minutes of babysitting. How much did she earn?", "Lee earns $9 an hour and $3 for each child. He sat 2 hours with 3 children. How much did he earn?", null)]
    [InlineData("Solve 2x + 3 = 7.", "What is the area of a circle of radius 3?", null)]
    [InlineData("小明有3个苹果，又买了4个。他一共有多少个苹果？", "甲车每小时行驶60千米，乙车行驶80千米，相遇要多久？", "unrelated")]
    [InlineData("小明有3个苹果，又买了4个。他一共有多少个苹果？", "小明有3个苹果，吃掉了三分之一，还剩多少个？", null)]
    public void A_problem_known_by_heart_is_no_change_of_the_original(string parent, string child, string? rule) =>
        Assert.Equal(rule, Evolution.Read(Said(child), Problem.From(Row.Parse(Row.Empty.With(e => e.Set("problem", parent)).ToString()), FieldNames.Default), "complexity", Template()).Why?.Rule);

    [Theory]
    [InlineData("Ann has 8 pears and gets 5 more. Since her basket is small, she has to use a large one.", "unparsable")]
    [InlineData("Ann has 8 pears. To find how many she has after 5 more, add the two numbers.", "unparsable")]
    [InlineData("Ann has 8 pears and gets 5 more. In all, you need to add these to see the pears of Ann.", "unparsable")]
    [InlineData("Ann has 8 pears. So to find her pears after 5 more, add 8 and 5, then divide by 1.", "unparsable")]
    [InlineData("Ann has 8 pears and gets 5 more. You need to find the number of pears that she has then.", null)]
    [InlineData("Ann has 8 pears and gets 5 more. To share them with Ben, she wants to know how many pears each gets.", null)]
    [InlineData("If Ann has 8 pears and gets 5 more, find the number of her pears.", null)]
    [InlineData("Add 5 pears to the 8 pears of Ann.", null)]
    public void What_explains_or_tells_does_not_ask(string output, string? rule) => Assert.Equal(rule, Rule(output));

    [Theory]
    [InlineData("Ann picks pears for 8 days (4 pears) + 4 pears = 12 pears. How many pears does she have?")]
    [InlineData("Ann picks (5 pears) x 3 = 15 pears. How many pears does she have?")]
    public void A_calculation_with_words_and_parentheses_is_one(string output) => Assert.Equal("has_solution", Rule(output));

    [Theory]
    [InlineData("<story>Ann has 8 pears and gets 5 more. How many pears does she have?")]
    [InlineData("Ann has 8 pears <new_part>and gets 5 more. How many pears does she have?")]
    public void A_tag_that_is_left_over_is_no_part_of_a_problem(string output) => Assert.Equal("wrapped", Rule(output));

    [Fact]
    public void The_prompts_own_example_is_no_new_problem()
    {
        foreach (var kind in EvolutionKind.DotaMath)
            foreach (var example in Template(kind).Examples)
                Assert.Equal("copied_example", Rule(example, kind: kind));
    }

    [Fact]
    public void A_child_copies_only_what_still_holds() => Assert.Equal(
        $$"""{"problem_id":"{{Identity.OfProblem("New?")}}","problem":"New?","source":"ours","parent_id":"{{Parent.Id}}","evolution":"conditional","language":"en","license":"MIT","tags":["add"]}""",
        Evolution.Child(Parent, "conditional", "New?", "other").ToString());

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void Every_kind_has_a_prompt_with_an_example_in_both_languages(string language)
    {
        foreach (var kind in EvolutionKind.DotaMath)
        {
            var messages = Evolution.Ask(Evolution.Template(PromptLibrary.BuiltIn, kind, language), Parent);
            Assert.Equal(["system", "user", "assistant", "user"], messages.Select(m => m.Role));
            Assert.Contains(Parent.Text, messages[^1].Content, StringComparison.Ordinal);
            Assert.Equal(language, Problem.LanguageOf(messages[^1].Content));
        }
    }
}
