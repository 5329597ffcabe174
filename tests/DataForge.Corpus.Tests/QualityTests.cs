using DataForge.Core;
using DataForge.Corpus;
using DataForge.Synthesis;

namespace DataForge.Tests.Corpus;

public sealed class QualityTests
{
    private static readonly string[] Sentences =
    [
        "Let $f(x) = x^2 - {0}x + {1}$ be a quadratic function; we want its least value.", "To solve the equation {0}x + {1} = 19, subtract {1} from both sides and divide by {0}.",
        "A train leaves the station at {0} o'clock and travels at {1} kilometres an hour.", "By the triangle inequality the third side is shorter than {0} + {1}.",
        "The sum of the first n odd numbers is n², as the picture shows for n = {0}.", "It follows that the sequence converges, and its limit is at most {1}.",
        "We say that a set is compact if every open cover of it has a finite subcover.", "Multiply both fractions by {0} and compare the numerators; the result is $\\frac{{1}}{{0}}$.",
        "How many ways are there to choose {0} of {1} books from a shelf?", "This proves the claim for even numbers, and the odd case is left to the reader.",
    ];

    private static readonly string[] Chinese =
    [
        "设函数 $f(x) = x^2 - {0}x$，求它在区间上的最小值。", "小明有{0}本书，小红有{1}本书，他们一共有多少本书？", "因为三角形的内角和是一百八十度，所以第三个角等于{0}度。",
        "由题意可知，甲每天完成全部工程的{0}分之一。", "解：方程两边同时减去{1}，再除以{0}，得到结果。", "一个长方形的长是{1}厘米，宽是{0}厘米，求它的面积和周长。",
    ];

    private static string Clean(int seed, bool chinese = false)
    {
        var random = CounterRandom.For(seed, "quality", "");
        var pool = chinese ? Chinese : Sentences;
        return string.Join(chinese ? "" : " ", Enumerable.Range(0, 8 + random.Below(1000, 12)).Select(i =>
            pool[random.Below((ulong)(3 * i), pool.Length)].Replace("{0}", (2 + random.Below((ulong)(3 * i + 1), 97)).ToString(), StringComparison.Ordinal).Replace("{1}", (2 + random.Below((ulong)(3 * i + 2), 97)).ToString(), StringComparison.Ordinal)));
    }

    private static readonly (string Rule, Func<string, int, string> Plant)[] Defects =
    [
        ("broken_characters", (t, i) => string.Concat(t.Select((c, k) => k % (20 + i) == 0 ? '\uFFFD' : c))),
        ("mojibake", (t, i) => t.Replace("e", i % 2 == 0 ? "Ã©" : "â€™", StringComparison.Ordinal)),
        ("too_short", (t, i) => string.Join(' ', t.Split(' ').Take(2 + i % 7))),
        ("repeated_lines", (t, i) => string.Join('\n', Enumerable.Repeat($"Home | Products | About us {i}", 20)) + "\n" + t),
        ("repeated_phrases", (t, i) => t + string.Concat(Enumerable.Repeat($" so the answer is {i} and then we see that", 40))),
        ("repeated_character", (t, i) => t + " " + new string((char)('a' + i % 26), 30 + i)),
        ("symbols", (t, i) => string.Concat(t.Select((c, k) => k % 4 == 0 ? "#@|~\\"[(i + k) % 5] : c))),
        ("few_letters", (t, i) => string.Concat(t.Select((c, k) => k % 10 < 7 ? ".,;:!?-"[(i + k) % 7] : c))),
        ("bullets", (t, i) => string.Concat(t.Split(' ').Chunk(4 + i % 3).Select(w => "• " + string.Join(' ', w) + "\n"))),
        ("language", (t, i) => string.Join(' ', Enumerable.Range(0, 80).Select(k => new[] { "der", "Hund", "läuft", "über", "eine", "Wiese", "während", "sich", "nicht", "Sonne", "kein", "große" }[(i * 7 + k * 5 + k * k) % 12] + (k % 9)))),
    ];

    [Fact]
    public void Five_hundred_planted_defects_are_found_and_clean_texts_pass()
    {
        var planted = Enumerable.Range(0, 500).Select(i => (Defects[i % 10].Rule, Found: QualityRules.Find(Defects[i % 10].Plant(Clean(i), i / 10), [])?.Rule)).ToList();
        var missed = planted.Where(p => p.Found is null).GroupBy(p => p.Rule).Select(g => $"{g.Key} {g.Count()}");
        Assert.True(planted.Count(p => p.Found is not null) >= 475, string.Join(", ", missed));
        Assert.InRange(planted.Count(p => p.Found == p.Rule), 400, 500); // one text may have several defects
        var clean = Enumerable.Range(0, 1000).Select(i => (Text: Clean(10_000 + i, chinese: i % 2 == 0), Rule: QualityRules.Find(Clean(10_000 + i, i % 2 == 0), [])?.Rule)).Where(c => c.Rule is not null).ToList();
        Assert.True(clean.Count <= 10, string.Join('\n', clean.Take(5)));
    }

    [Theory]
    [InlineData("The proof goes by cases.", 20)]
    [InlineData("We now write the terms one by one and add them up in pairs, as the lemma allows.", 40)]
    public void Formulas_are_no_words(string sentence, int formulas)
    {
        foreach (var (open, close) in ((string, string)[])[("$", "$"), ("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("\\begin{align*}", "\\end{align*}")])
            Assert.Null(QualityRules.Find(sentence + string.Concat(Enumerable.Range(0, formulas).Select(i => $" We have {open}a_{i} + b x = c y + d z{close} here.")), ["repeated_phrases"]));
    }

    [Theory]
    [InlineData("Die Summe der Winkel im Dreieck ist gleich zwei rechten, und das folgt aus dem Satz von den Parallelen.", "language")]
    [InlineData("La somme des angles d'un triangle est égale à deux droits, et cela se voit par une parallèle à la base.", "language")]
    [InlineData("三角形の内角の和は百八十度であることを示しなさい。それから、残りの角を求めなさい。平行線を使うこと。", "language")]
    [InlineData("مجموع زوايا المثلث يساوي قائمتين وهذا ما نثبته هنا خطوة بعد خطوة في هذا الفصل", "language")]
    [InlineData("Find x if a = 3, e = 5, v = 7, k = 2, s = v k and x = a e + s; give the value of x.", null)]
    [InlineData("已知三角形的三边长分别为三、四、五，求它的面积和周长，并说明它是什么三角形。", null)]
    public void A_text_in_another_language_is_found_and_letters_of_formulas_are_no_language(string text, string? rule) => Assert.Equal(rule, QualityRules.Find(text, [])?.Rule);

    [Theory]
    [InlineData('=', 60, null)]
    [InlineData('3', 25, null)]
    [InlineData('a', 25, "repeated_character")]
    [InlineData('é', 25, "repeated_character")]
    public void A_run_of_one_character_is_a_defect_unless_it_draws_a_line_or_is_a_number(char c, int times, string? rule) =>
        Assert.Equal(rule, QualityRules.Find("The value of the sum is written below, and the reader may check it by hand: " + new string(c, times), [])?.Rule);

    [Fact]
    public void A_rule_can_be_left_out() => Assert.Null(QualityRules.Find("3 + 4 = 7", ["too_short"]));

    [Theory]
    [InlineData("It explains well.\nScore: 4", 4.0, "It explains well.")]
    [InlineData("Score: 1 at first sight, but no.\n**Score: 3/5**", 3.0, "Score: 1 at first sight, but no.")]
    [InlineData("推理完整。\n分数：5", 5.0, "推理完整。")]
    [InlineData("Good. Score: 3.5", 3.5, "Good.")]
    public void A_score_is_the_last_one_and_the_reason_stands_before_it(string reply, double score, string reason) => Assert.Equal((score, reason), QualityReply.Read(reply));

    [Theory, InlineData("no number"), InlineData("Score: 7"), InlineData("Score: 8/10"), InlineData("")]
    public void A_reply_without_a_score_from_0_to_5_has_none(string reply) => Assert.Null(QualityReply.Read(reply));

    [Fact]
    public void Rules_go_before_the_model_and_both_say_why()
    {
        var settings = new QualitySettings(DocumentFields.Default, PromptLibrary.BuiltIn, new SamplingParameters(0, 1, 0, 64, [], 0), 400, 3, []);
        var model = new ScriptedModel(p => p.Contains("triangle", StringComparison.Ordinal) ? "A proof.\nScore: 4" : p.Contains("分数", StringComparison.Ordinal) ? "好。\n分数：5" : p.Contains("odd", StringComparison.Ordinal) ? "I cannot say." : "Thin.\nScore: 1");
        string Doc(string text) => $"{{\"text\":{System.Text.Json.JsonSerializer.Serialize(text)}}}";
        var run = StageRun.Of(new QualityStage(settings, model), StageRun.Rows(
            Doc("By the triangle inequality the third side is shorter than the sum of the other two sides of it."), Doc("too short"),
            Doc("The sum of the first n odd numbers is a square, as the picture below shows for the first five."), Doc("The train leaves at nine and arrives at ten; it is on time on most days of the week."), Doc(Clean(1, chinese: true))));
        Assert.Equal([(4.0, "A proof."), (5, "好。")], run.Kept.Select(r => (r.Number("quality")!.Value, r.Text("quality_reason")!)));
        Assert.Equal(["too_short", "unreadable_score", "low_score"], run.Rejects.Select(r => r.Element("reject")!.Value.GetProperty("rule").GetString()!));
        Assert.Equal(4, model.Asked.Count);
        Assert.All(model.Asked, a => Assert.InRange(a.Length, 1, 1500)); // the prompt and 400 characters
    }
}
