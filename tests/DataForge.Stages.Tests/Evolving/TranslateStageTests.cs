using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages.Tests;

/// <summary>Translations by a scripted model, held to their way back.</summary>
public sealed class TranslateStageTests
{
    private const string English = "Tom has 3 boxes with twelve pencils each and sells half of them. How many pencils are left in his boxes?";

    private static async Task<(Row? Kept, string? Rule, StageResult Result)> Run(string there, string back, string problem = English, string? answer = null, FinishReason finish = FinishReason.Stop)
    {
        var model = new ScriptedGenerator((key, _) => [(key.EndsWith("/back/en", StringComparison.Ordinal) ? back : there, finish)]);
        var stage = new TranslateStage(new TranslateStageSettings("zh", 0.5, new SamplingParameters(0, 1, 0, 64, [], 1), PromptLibrary.BuiltIn, null, null, FieldNames.Default), model);
        var row = Row.Empty.With(e => e.Set("problem", problem).Set("expected_answer", answer));
        var result = await stage.Process(new ProblemWork(Problem.From(row, FieldNames.Default), false), TestContext.Current.CancellationToken);
        return (result.Rows.Select(r => r.Row).FirstOrDefault(), result.Counts.Where(c => c.Name.StartsWith(RunCounts.Dropped, StringComparison.Ordinal)).Select(c => c.Name[RunCounts.Dropped.Length..]).FirstOrDefault(), result);
    }

    private const string Chinese = "<problem>汤姆有3个盒子，每个盒子里有12支铅笔，他卖掉了其中的一半。他的盒子里还剩多少支铅笔？</problem>";
    private const string Back = "<problem>Tom has 3 boxes of 12 pencils each, and he sells half of them. How many pencils are left in his boxes?</problem>";

    [Fact]
    public async Task What_comes_back_as_the_same_problem_is_kept_with_its_answer()
    {
        var (kept, rule, _) = await Run(Chinese, Back, answer: "18");
        Assert.Null(rule);
        Assert.Equal(("zh", "translate", "18", "gold"), (kept!.Text("language"), kept.Text("evolution"), kept.Text("expected_answer"), kept.Text("answer_source")));
        Assert.Equal("汤姆有3个盒子，每个盒子里有12支铅笔，他卖掉了其中的一半。他的盒子里还剩多少支铅笔？", kept.Text("problem"));
        Assert.Equal(Identity.OfProblem(English), kept.Text("parent_id"));
        Assert.Equal(1, kept.Number("round_trip_words")); // "twelve" came back as 12
    }

    [Fact]
    public async Task An_answer_in_words_does_not_go_over() => Assert.False((await Run(Chinese, Back, answer: "eighteen pencils")).Kept!.Has("expected_answer"));

    [Theory]
    [InlineData("3 个盒子，每个15支铅笔，卖掉一半。还剩多少支铅笔？", Back, "numbers")]
    [InlineData("Tom a 3 boîtes.", Back, "wrong_language")]
    [InlineData("", Back, "empty")]
    [InlineData("抱歉，我不能翻译。", Back, "refusal")]
    [InlineData(Chinese, "<problem>Tom has 3 boxes of 12 pencils each, and he sells 5 of them. How many pencils are left in his boxes?</problem>", "round_trip_numbers")]
    [InlineData(Chinese, "<problem>Ann buys 3 crates of 12 apples, then half go bad. How many good apples remain?</problem>", "round_trip_words")]
    [InlineData(Chinese, "", "back_empty")]
    [InlineData(Chinese, "他有多少支铅笔？", "back_wrong_language")]
    public async Task What_does_not_agree_is_refused_by_name(string there, string back, string rule) => Assert.Equal((null, rule), ((await Run(there, back)).Kept, (await Run(there, back)).Rule));

    [Fact]
    public async Task Formulas_go_over_as_they_stand()
    {
        const string Problem = "Find the sum of the real roots of $x^2 - 5x + 6 = 0$.";
        const string There = "<problem>求方程 $x^2-5x+6=0$ 的所有实数根的和。</problem>";
        Assert.Equal("round_trip_formulas", (await Run(There, "<problem>Find the sum of the real roots of $x^2 - 5x + 8 = 0$.</problem>", Problem)).Rule);
        Assert.Equal("formulas", (await Run(There.Replace("+6", "-6", StringComparison.Ordinal), "", Problem)).Rule);
        Assert.NotNull((await Run(There, "<problem>Find the sum of all real roots of $x^2-5x+6=0$.</problem>", Problem)).Kept);
    }

    [Fact]
    public async Task A_failed_request_is_a_failure_and_a_chinese_problem_is_none_to_translate()
    {
        var failed = await Run("", "", finish: FinishReason.Error);
        Assert.Equal(("generation_failed", 1), (failed.Rule, failed.Result.Failures));
        Assert.Equal("same_language", (await Run(Chinese, Back, "小明有3个苹果，又买了4个。一共有多少个？")).Rule);
    }

    [Theory]
    [InlineData("On Monday 2 trains leave and in March a third one. How many trains leave?", "星期一有2列火车开出，三月又开出第三列。一共开出多少列火车？", null)]
    [InlineData("A quarter of 20 is taken. What is left?", "取走20的四分之一。还剩多少？", null)]
    [InlineData("Ann eats one of two pears. How many are left?", "安吃了两个梨中的一个。还剩几个？", null)]
    [InlineData("Ann eats 2 of 9 pears. How many are left?", "安吃了9个梨中的3个。还剩几个？", "numbers")]
    [InlineData("A car goes 60 km an hour. How far does it go in 2.5 hours?", "一辆汽车每小时行驶60千米。2.5小时行驶多远？", null)]
    [InlineData("A town of 30,000 people grows by 20%. How many are there?", "一个3万人的小镇增长百分之二十。现在有多少人？", null)]
    [InlineData("A town of 30 thousand people grows. How many are there?", "一个4万人的小镇在增长。现在有多少人？", "numbers")]
    [InlineData("Let $a_{1}=2$ and \\(b = 3\\). Find $ab$.", "设 $a_{1} = 2$，$b=3$。求 $ab$。", null)]
    public void Numbers_and_formulas_are_compared_across_languages(string original, string translated, string? rule) => Assert.Equal(rule, RoundTrip.Refuse(original, translated)?.Rule);
}
