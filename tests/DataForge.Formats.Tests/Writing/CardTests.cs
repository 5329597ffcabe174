using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class CardTests
{
    private static string Card(string title, string? license, params string[] rows)
    {
        var facts = new CardFacts();
        foreach (var row in rows) facts.Add(Row.Parse(row));
        var rejects = new Tally();
        rejects.Add("wrong_answer", 2);
        return new DatasetCard(title, license, "sft", null, null, "forge-pack", "1.0", facts, rejects, rows.Length + 2, null)
            .Text([new ShardFile("data-00000-of-00001.parquet", "train", rows.Length, 10, 10, "00")]);
    }

    [Theory]
    [InlineData("x\n---\n# Heading", "# x --- \\# Heading\n")]
    [InlineData("<script>alert(1)</script>", "# &lt;script&gt;alert(1)&lt;/script&gt;\n")]
    public void A_title_is_one_line_of_text(string title, string heading)
    {
        var card = Card(title, "mit", """{"source":"s"}""");
        Assert.Contains("\n" + heading, card, StringComparison.Ordinal);
        Assert.Equal(2, card.Split('\n').Count(l => l == "---")); // the head's own two
        Assert.DoesNotContain("<script", card.Split("---\n")[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Row_texts_bring_in_neither_headings_nor_front_matter_nor_tags()
    {
        var card = Card("t", null, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["license"] = "mit\n---\n\n# Owned\n<script>x</script>",
            ["source"] = "a|b\n## More",
            ["language"] = "en\ntags:\n- owned",
            ["model"] = "m`\n```\n<img src=x onerror=y>",
            ["problem"] = "```\n# Out\n<b>",
        }));
        var lines = card.Split('\n');
        Assert.Equal(2, lines.Count(l => l == "---"));
        Assert.Equal(["# t"], lines.Where(l => l.StartsWith("# ", StringComparison.Ordinal)));
        Assert.DoesNotContain("owned", string.Join('\n', lines.TakeWhile((l, i) => i == 0 || l != "---")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2 + 2, lines.Count(l => l.StartsWith("```", StringComparison.Ordinal)));
        Assert.DoesNotContain("<script", card, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", card, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", card, StringComparison.Ordinal);
        Assert.Contains("license: other\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_states_models_yield_decontamination_an_example_and_how_to_load_it()
    {
        var card = Card("t", "mit", """{"problem":"p","source":"s","lineage":{"model":"m","model_revision":"r1","evolver":{"model":"e","model_revision":"r2"},"reward_model":{"model":"rm","model_revision":"r3"},"decontamination":"00ff"}}""");
        Assert.Contains("| part | model | revision | rows |\n|---|---|---|---:|\n| problems | e | r2 | 1 |\n| scores | rm | r3 | 1 |\n| solutions | m | r1 | 1 |\n", card, StringComparison.Ordinal);
        Assert.Contains("Of 3 rows read, 1 are in the set.\n\n| left out | rows |\n|---|---:|\n| wrong_answer | 2 |\n", card, StringComparison.Ordinal);
        Assert.Contains("1 of 1 rows were checked against the benchmark index `00ff`.", card, StringComparison.Ordinal);
        Assert.Contains("dataset = load_dataset(\"path/to/this/folder\", split=\"train\")", card, StringComparison.Ordinal);
        Assert.Contains("## Example\n\n```json\n{\n  \"problem\": \"p\",", card, StringComparison.Ordinal);
        Assert.Contains("tags:\n- math\n- reasoning\n- synthetic\n", card, StringComparison.Ordinal);
        Assert.Contains("## Limitations\n\n- Models or templates wrote", card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_that_was_never_checked_says_so() =>
        Assert.Contains("Not stated: no row says that it was checked against a benchmark.", Card("t", "mit", """{"problem":"p"}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("MIT", "mit")]
    [InlineData("Apache 2.0", "apache-2.0")]
    [InlineData("cc-by-4.0", "cc-by-4.0")]
    [InlineData("my license", null)]
    public void Licenses_are_those_of_the_hub(string text, string? id) => Assert.Equal(id, HubIdentifiers.License(text));

    [Theory]
    [InlineData("en", "en")]
    [InlineData("ZH", "zh")]
    [InlineData("eng", "eng")]
    [InlineData("english", null)]
    [InlineData("xx", null)]
    public void Languages_are_codes_of_ISO_639(string text, string? id) => Assert.Equal(id, HubIdentifiers.Language(text));

    [Theory]
    [InlineData("apche-2", "apache-2.0")]
    [InlineData("cc-by-4", "cc-by-4.0")]
    public void The_nearest_license_is_named(string text, string nearest) => Assert.Equal(nearest, HubIdentifiers.NearestLicense(text));

    [Fact]
    public void The_nearest_language_goes_by_the_first_part() => Assert.Equal("zh", HubIdentifiers.NearestLanguage("zh-CN"));
}
