using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

public sealed class SamplingTests
{
    private static readonly SampleOrigin Settings = new("m", "rev", "fp32", "engine/1", new SamplingParameters(0.7, 0.95, 0, 64, [], 3));

    private static Row Sample(string problem, string text, FinishReason finish = FinishReason.Stop, string? source = null) =>
        SampleRow.From(Problem.From(Row.Parse(problem), FieldNames.Default), FieldNames.Default, new Generation(1, text, [], finish, 5, 6), "hash", Settings, source);

    [Theory]
    [InlineData("plain", "plain", null)]
    [InlineData(" plain\n", " plain\n", null)]
    [InlineData("<think>a</think>\n\nb", "b", "a")]
    [InlineData("<think>\na\n</think>b", "b", "a")]
    [InlineData("a</think>b", "b", "a")]
    [InlineData("<think>a", "", "a")]
    [InlineData("<think>\n\n</think>\n\nb", "b", null)]
    [InlineData("b<think>a</think>c<thinking>d</thinking>", "bc", "a\nd")]
    [InlineData("x < y and y <thinker> z", "x < y and y <thinker> z", null)]
    [InlineData("[THINK]a[/THINK]b", "b", "a")]
    [InlineData("◁think▷a◁/think▷\n\nb", "b", "a")]
    [InlineData("<|begin_of_thought|>\n\na\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\nb\n\n<|end_of_solution|>", "b\n\n", "a")]
    [InlineData("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>", "b", "a")]
    [InlineData("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary to=x<|message|>c<|call|><|start|>assistant<|channel|>final<|message|>b", "b", "a\nc")]
    [InlineData("<|channel|>analysis<|message|>cut of", "", "cut of")]
    [InlineData("analysisWe add.assistantfinalFour.", "Four.", "We add.")]
    [InlineData("analysis of the final answer", "analysis of the final answer", null)]
    [InlineData("a[/THINK]b", "b", "a")]
    [InlineData("<thinking>a</thinking> b <think>c</think>d", "b d", "a\nc")]
    public void Reasoning_is_split_off_at_think_tags(string generation, string text, string? reasoning) => Assert.Equal((text, reasoning), ThinkTags.Split(generation));

    [Fact]
    public void What_the_server_kept_apart_comes_first() => Assert.Equal(("b", "r\na"), ThinkTags.Split("<think>a</think>b", "r"));

    [Fact]
    public void A_sample_says_everything_that_decided_it() => Assert.Equal(
        $$"""{"sample_id":"{{Settings.SampleId("p1", 1, "hash")}}","problem_id":"p1","problem":"1+1?","rollout":1,"seed":3,"mode":"cot","generation":"2","finish_reason":"stop","num_input_tokens":5,"num_generated_tokens":6,"model":"m","model_revision":"rev","prompt_hash":"hash","temperature":0.7,"top_p":0.95,"max_tokens":64,"source":"file","language":"en"}""",
        Sample("""{"problem_id":"p1","problem":"1+1?"}""", "2", source: "file").ToString());

    [Fact]
    public void A_problems_own_fields_follow_and_unknown_ones_keep_their_text()
    {
        var sample = Sample("""{"question":"1+1?","answer":"1+1=2 #### 2","level":1.50,"source":"gsm8k","license":"MIT","tags":["a"],"is_correct":true,"generation":"old","reward_model_score":1}""", "two");
        Assert.Equal(("1+1?", "1+1=2 #### 2", "2", "gold"), (sample.Text("problem"), sample.Text("reference_solution"), sample.Text("expected_answer"), sample.Text("answer_source")));
        Assert.Equal("""1.50""", System.Text.Encoding.UTF8.GetString(sample.Raw("level")));
        Assert.Equal(["source", "language", "license", "expected_answer", "answer_source", "reference_solution", "level", "tags"], sample.Names.SkipWhile(n => n != "source"));
        Assert.Equal("two", sample.Text("generation"));
    }

    [Theory]
    [InlineData("", FinishReason.Stop, "error", "empty generation")]
    [InlineData(" \n", FinishReason.Stop, "error", "empty generation")]
    [InlineData("<think>a</think> ", FinishReason.Stop, "error", "empty generation: all of it is reasoning")]
    [InlineData("<think>a", FinishReason.Length, "length", null)]
    [InlineData("half", FinishReason.Length, "length", null)]
    [InlineData("whole", FinishReason.Stop, "stop", null)]
    public void Empty_and_cut_off_generations_are_marked(string text, FinishReason finish, string reason, string? error)
    {
        var sample = Sample("""{"problem":"1+1?"}""", text, finish);
        Assert.Equal((reason, error), (sample.Text("finish_reason"), sample.Text("error")));
    }

    [Fact]
    public void Ids_depend_on_everything_that_decides_the_text()
    {
        SampleOrigin[] others =
        [
            Settings with { Revision = "r2" }, Settings with { Precision = "int8" }, Settings with { Engine = "e" },
            Settings with { Sampling = Settings.Sampling with { Temperature = 0.8 } }, Settings with { Sampling = Settings.Sampling with { TopP = 0.9 } },
            Settings with { Sampling = Settings.Sampling with { TopK = 5 } }, Settings with { Sampling = Settings.Sampling with { MaxTokens = 65 } },
            Settings with { Sampling = Settings.Sampling with { Stop = ["x"] } }, Settings with { Sampling = Settings.Sampling with { Seed = 4 } },
        ];
        string[] ids = [.. others.Select(s => s.SampleId("p", 0, "h")), Settings.SampleId("p", 0, "h"), Settings.SampleId("p", 1, "h"), Settings.SampleId("q", 0, "h"), Settings.SampleId("p", 0, "i")];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(Settings.SampleId("p", 0, "h"), (Settings with { Model = "another name" }).SampleId("p", 0, "h"));
    }

    [Theory]
    [InlineData(-0.1, -2.4)]
    [InlineData(-2.0, -0.5)]
    [InlineData(-1.0, -1.0)]
    [InlineData(-900.0, -1.0)]
    [InlineData(-1.0, -900.0)]
    public void Yes_is_weighed_against_no(double yes, double no)
    {
        var score = YesNoQuestion.Read([new LogProbs([yes], 9), new LogProbs([no / 2, no / 2], 9)]);
        var expected = Math.Abs(yes - no) > 700 ? (yes > no ? 1 : 0) : Math.Exp(yes) / (Math.Exp(yes) + Math.Exp(no));
        Assert.Equal(expected, score.Value!.Value, 12);
        Assert.Equal(9, score.InputTokens);
    }

    [Theory]
    [InlineData("en", "Yes", "No")]
    [InlineData("zh", "对", "错")]
    public void A_yes_no_question_holds_the_problem_and_the_solution(string language, string yes, string no)
    {
        var ask = YesNoQuestion.Ask(PromptLibrary.BuiltIn, language, "P {{solution}}", "S {x}");
        Assert.Equal([yes, no], ask.Completions);
        Assert.Contains("P {{solution}}", ask.Prompt.Messages![^1].Content, StringComparison.Ordinal);
        Assert.Contains("S {x}", ask.Prompt.Messages![^1].Content, StringComparison.Ordinal);
    }
}
