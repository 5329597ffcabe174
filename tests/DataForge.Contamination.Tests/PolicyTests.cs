using System.Text;

namespace DataForge.Contamination.Tests;

/// <summary>The numbers of the rules, each from both of its sides.</summary>
public sealed class PolicyTests
{
    private static readonly string[] Letters = [.. Enumerable.Range(0, 26).Select(i => ((char)('a' + i)).ToString())];

    /// <summary>A word of its own for each number: "baker", "bakes", … never a number or a name.</summary>
    private static string Word(char first, int number) => first + "or" + Letters[number / 26 / 26 % 26] + Letters[number / 26 % 26] + Letters[number % 26] + "u";

    private static string Words(char first, int from, int to) => string.Join(' ', Enumerable.Range(from, to - from).Select(i => Word(first, i)));

    private static List<Hit> Scan(Rules only, string text, params BenchmarkItem[] items)
    {
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("b", "b", "", 0, "problem"), items);
        var hits = new List<Hit>();
        new FieldScanner(BenchmarkIndex.Open(builder.Build()), ScanSettings.Default.Only(only)).Scan(Encoding.UTF8.GetBytes(text), "text", hits);
        return hits;
    }

    private static BenchmarkItem Item(string text, string? answer = null, string id = "1") => new(id, [("problem", text)], answer);

    [Theory]
    [InlineData(14, null)]
    [InlineData(15, null)] // 15 / 25 is the limit itself, and a hit is above it
    [InlineData(16, 0.64)]
    public void An_lcs_at_the_limit_is_no_hit(int shared, double? ratio)
    {
        var hits = Scan(Rules.Exact13, $"{Words('f', 0, 40)} {Words('i', 0, shared)} {Words('f', 40, 80)}", Item(Words('i', 0, 25)));
        Assert.Equal(ratio is { } share ? [share] : [], hits.Select(h => h.LcsRatio));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void Four_places_of_an_item_in_a_text_get_an_lcs_each(int decoys, int hits)
    {
        var text = new StringBuilder();
        for (var i = 0; i < decoys; i++) text.Append($"{Words('f', i * 100, i * 100 + 100)} {Words('i', 0, 14)} "); // the longest runs come first, and 14 of 40 are no hit
        text.Append($"{Words('g', 0, 100)} {Words('i', 0, 13)} x {Words('i', 14, 27)} x {Words('i', 28, 40)} {Words('g', 100, 200)}");
        Assert.Equal(hits, Scan(Rules.Exact13, text.ToString(), Item(Words('i', 0, 40))).Count);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void An_answer_follows_when_it_begins_and_ends_within_256_tokens_of_the_match(int between, bool follows)
    {
        var item = Words('i', 0, 20);
        var hit = Assert.Single(Scan(Rules.Exact13, $"{item} {Words('f', 0, between)} answerword", Item(item, "answerword")));
        Assert.Equal(follows, hit.AnswerFollows);
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(10, 0)]
    public void A_form_of_question_is_boilerplate_when_ten_items_have_it(int items, int hits)
    {
        static string Form(int a, int b) => $"A farmer sells {a} baskets of ripe red apples at the village market every single morning for {b} coins";
        var all = Enumerable.Range(1, items).Select(i => Item(Form(100 + i, 300 + i), id: $"{i}")).ToArray();
        Assert.Equal(hits, Scan(Rules.Masked, Form(777, 888), all).Count);
    }
}
