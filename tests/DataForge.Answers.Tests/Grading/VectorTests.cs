using System.Text.Json;
using DataForge.Tests;

namespace DataForge.Answers.Tests.Grading;

/// <summary>The published graders' own test vectors, beside the repository. A label that we rule wrong is listed with its derivation; every other row must come out as labelled.</summary>
public sealed class VectorTests
{
    /// <summary>File, line, why its label is wrong or what it asks that we do not do.</summary>
    private static readonly (string File, int Line, string Why)[] Ruled =
    [
        ("math_verify", 15, "`$ 9 $` over three lines is still 9: the label records that the source's own pattern stops at a line break"),
        ("math_verify", 92, "the gold is an f-string that was never evaluated; it has no value"),
        ("math_verify", 129, "1 - 1/e = 0.632… and 1 + 1/e = 1.367…"),
        ("lighteval_extractive_match", 42, "`$ 9 $` over three lines is still 9"),
        ("hardverify", 54, "index 52: both strings list -1, 1, 3, 1 + √2, 1 - √2"),
        ("qwen_rm_maj_pairs", 4, "the gold 4:30p.. is 4:30 PM cut short; 4:30 is right"),
        ("qwen_rm_maj_pairs", 85, "10{,}000 is 10000 with a separator"),
    ];

    [Theory]
    [InlineData("math_verify", 1)] // line 6: a price somewhere in a line, which no label marks
    [InlineData("lighteval_extractive_match", 4)] // lines 17, 18, 27, 33: a number somewhere in a sentence, which a given answer is not taken from
    [InlineData("mario_eval", 0)]
    [InlineData("nemo_skills", 0)]
    [InlineData("qwen_rm_maj_pairs", 0)]
    public void A_published_vector_comes_out_as_labelled(string file, int misses)
    {
        var missed = Rows(file).Where(r => r.Expected is not null && (Verify(r).IsCorrect == true) != Label(r)).Select(r => $"{r.Line}: {r.Gold} | {r.Predicted}").ToList();
        Assert.True(missed.Count == misses, string.Join('\n', missed));
    }

    [Fact]
    public void HardVerify_recall_is_at_least_four_fifths_without_a_false_positive()
    {
        var rows = Rows("hardverify").Where(r => r.Row.GetProperty("index").GetInt32() != 52).ToList();
        var right = rows.Where(r => r.Expected == true).ToList();
        Assert.Empty(rows.Where(r => r.Expected == false && Verify(r).IsCorrect == true));
        Assert.True(right.Count(r => Verify(r).IsCorrect == true) >= 0.88 * right.Count);
    }

    [Theory]
    [InlineData("math_verify")]
    [InlineData("lighteval_extractive_match")]
    [InlineData("mario_eval")]
    [InlineData("nemo_skills")]
    [InlineData("hardverify")]
    [InlineData("qwen_rm_maj_pairs")]
    public void No_pair_labelled_different_shares_a_key(string file) =>
        Assert.Empty(Rows(file).Where(r => Label(r) == false && Key(r.Gold) == Key(r.Predicted)).Select(r => $"{r.Line}: {r.Gold} | {r.Predicted}"));

    [Fact]
    public void Nine_in_ten_pairs_that_need_no_lenient_ruling_share_a_key()
    {
        var strict = VerifyOptions.Rulings.Values.Aggregate(VerifyOptions.Default, (o, set) => set(o, false)) with { SetForms = true };
        var pairs = Files.SelectMany(Rows).Where(r => r.Expected == true && Label(r) == true && Grader.Verify(r.Gold, r.Predicted, strict).IsCorrect == true).ToList();
        var shared = pairs.Count(r => Key(r.Gold) == Key(r.Predicted));
        Assert.True(shared >= 0.9 * pairs.Count, $"{shared} of {pairs.Count}: {string.Join('\n', pairs.Where(r => Key(r.Gold) != Key(r.Predicted)).Take(20).Select(r => $"{r.File}:{r.Line} {Key(r.Gold)} | {Key(r.Predicted)}"))}");
    }

    [Theory, InlineData("test.jsonl.gz", 5000), InlineData("train.jsonl.gz", 7500)]
    public void Every_MATH_gold_equals_itself_and_98_in_100_are_parsed(string file, int count)
    {
        var golds = SharedData.Lines("data", "math", file).Select(l => AnswerExtractor.Extract(JsonSerializer.Deserialize<JsonElement>(l).GetProperty("solution").GetString()!)!.Text).ToList();
        Assert.Equal(count, golds.Count);
        Assert.Empty(golds.Where(g => Grader.Verify(g, g).IsCorrect != true || Grader.Verify(g, " " + g + " ").IsCorrect != true));
        Assert.True(golds.Count(g => Syntax.Parser.Parse(g) is not Syntax.Prose) >= 0.98 * count);
    }

    private static readonly string[] Files = ["math_verify", "lighteval_extractive_match", "mario_eval", "nemo_skills", "hardverify", "qwen_rm_maj_pairs"];

    private static string Key(string text) => AnswerKey.Of(AnswerExtractor.AnswerIn(text)?.Text ?? text);

    private sealed record Vector(string File, int Line, string Gold, string Predicted, bool? Expected, JsonElement Row);

    private static bool? Label(Vector row) => Ruled.Any(r => r.File == row.File && r.Line == row.Line) ? !row.Expected : row.Expected;

    private static Grade Verify(Vector row) => row is { File: "math_verify", Line: 92 } ? new Grade(false, GradeRule.NeedsReader, "no gold") : Grader.Verify(row.Gold, row.Predicted, Options(row.Row));

    /// <summary>What the source's own test passes, where we have the same option.</summary>
    private static VerifyOptions Options(JsonElement row) => VerifyOptions.Default with
    {
        AsksToRound = row.TryGetProperty("problem", out var problem) && VerifyOptions.Rounds(problem.GetString()!),
        RenameAny = row.TryGetProperty("strict", out var strict) && strict.ValueKind == JsonValueKind.False,
        SetForms = !(row.TryGetProperty("allow_set_relation_comp", out var sets) && sets.ValueKind == JsonValueKind.False),
    };

    private static List<Vector> Rows(string file) => [.. SharedData.Lines("data", "equivalence", file + ".jsonl").Select((line, i) =>
    {
        var row = JsonSerializer.Deserialize<JsonElement>(line);
        var expected = row.GetProperty("expected");
        return new Vector(file, i + 1, Text(row.GetProperty("gold")), Text(row.GetProperty("pred")), expected.ValueKind == JsonValueKind.Null ? null : expected.GetInt32() == 1, row);
    })];

    private static string Text(JsonElement value) => value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Null => "", _ => value.GetRawText() };
}
