using System.Text.Json;
using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tests.Corpus;

public sealed class DedupStageTests
{
    private static readonly DedupSettings Usual = new(
        DocumentFields.Default, Exact: true, Url: true, Near: true, new BandSettings(14, 8, 2, 0), 5, 8, SimilarityMeasure.Jaccard, 0.7, null, 2);

    private static StageRun Run(DedupSettings settings, params IEnumerable<string> json) => StageRun.Of(new DedupStage(settings), StageRun.Rows(json));

    private static string Doc(string text, string more = "") => $"{{\"text\":{JsonSerializer.Serialize(text)}{more}}}";

    private static (string Rule, long Kept, double Similarity)[] Verdicts(StageRun run) =>
        [.. run.Rejects.Select(r => r.Element("reject")!.Value).Select(r => (
            r.GetProperty("rule").GetString()!, r.GetProperty("evidence").GetProperty("kept").GetProperty("line").GetInt64(), r.GetProperty("evidence").GetProperty("similarity").GetDouble()))];

    /// <summary>Words drawn by a counter.</summary>
    private static string[] Words(int seed, int count) => [.. Enumerable.Range(0, count).Select(i => Word(seed, i))];

    private static string Word(int seed, int place) => "w" + CounterRandom.For(seed, "test", "").Below((ulong)place, 5000);

    [Fact]
    public void Texts_that_differ_in_white_space_alone_are_one_and_the_reject_names_the_kept_row()
    {
        var run = Run(Usual, Doc("Two  and two\nis four."), Doc("Two and two is five."), Doc("Two and two is four."));
        Assert.Equal([1L, 2], run.Kept.Select(r => r.Line));
        Assert.Equal([("exact", 1, 1.0)], Verdicts(run));
    }

    [Fact]
    public void Short_texts_that_differ_in_a_sign_are_not_copies()
    {
        var run = Run(Usual, Doc("Work out the value of 3 + 4 please"), Doc("Work out the value of 3 - 4 please"), Doc("Work out the value of 3 × 4 please"), Doc("a + b"), Doc("a b"));
        Assert.Equal(5, run.Kept.Count);
    }

    [Fact]
    public void Variants_of_an_address_are_one_page()
    {
        var run = Run(Usual,
            Doc("first crawl", ",\"url\":\"http://www.example.org/a/?utm_source=x#top\""),
            Doc("second crawl, longer", ",\"url\":\"https://Example.org/a\""),
            Doc("another page", ",\"url\":\"https://example.org/a?id=2\""));
        Assert.Equal([2L, 3], run.Kept.Select(r => r.Line));
        Assert.Equal([("url", 2, 0.0)], Verdicts(run));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("N/A")]
    [InlineData("unknown")]
    [InlineData("null")]
    [InlineData("about:blank")]
    [InlineData("http://")]
    [InlineData("urn:none")]
    public void What_stands_for_no_address_makes_no_copies(string url)
    {
        var run = Run(Usual, Doc("the first document is about derivatives", $",\"url\":\"{url}\""), Doc("an apple cake recipe", $",\"url\":\"{url}\""));
        Assert.Equal(2, run.Kept.Count);
    }

    [Theory]
    [InlineData("Let ξ be a café's naïve estimate of π", "Let ξ be a cafe\u0301's nai\u0308ve estimate of π")]
    [InlineData("the angle is acute", "the\u200B ang\u00ADle is\uFEFF acute")]
    public void Spellings_that_look_the_same_are_one_text(string one, string other)
    {
        var run = Run(Usual, Doc(one), Doc(other));
        Assert.Equal([1L], run.Kept.Select(r => r.Line));
        Assert.Equal("exact", Verdicts(run)[0].Rule);
    }

    [Fact]
    public void Texts_without_spaces_between_words_are_compared_by_characters_in_every_script()
    {
        var thai = string.Concat(Enumerable.Range(0, 300).Select(i => (char)('ก' + CounterRandom.For(5, "thai", "").Below((ulong)i, 40))));
        var run = Run(Usual, Doc(thai + "ก"), Doc(thai + "ข"));
        Assert.Equal([("near", 1)], Verdicts(run).Select(v => (v.Rule, (int)v.Kept)));
    }

    [Fact]
    public void Scores_may_be_texts_as_csv_has_them_and_a_field_that_no_row_has_is_refused()
    {
        var text = string.Join(' ', Words(1, 300));
        string[] rows = [Doc(text, ",\"q\":\"9\""), Doc(text, ",\"q\":\"10\""), Doc(text, ",\"q\":\"high\"")];
        Assert.Equal([2L], Run(Usual with { KeepBy = "q" }, rows).Kept.Select(r => r.Line));
        var e = Assert.Throws<ForgeException>(() => Run(Usual with { KeepBy = "quality" }, rows));
        Assert.Equal("no row has a number in quality, by which the best copy is to be kept", e.Message);
    }

    [Fact]
    public void The_copy_with_the_best_score_is_kept_and_without_scores_the_longest_then_the_first()
    {
        var text = string.Join(' ', Words(1, 300));
        string[] rows = [Doc(text, ",\"q\":1"), Doc(text + " more", ",\"q\":3"), Doc(text + " words", ",\"q\":3"), Doc(text + " and a longer end", ",\"q\":2")];
        Assert.Equal([3L], Run(Usual with { KeepBy = "q" }, rows).Kept.Select(r => r.Line)); // "words" is longer than "more"
        Assert.Equal([4L], Run(Usual, rows).Kept.Select(r => r.Line));
        Assert.Equal([1L], Run(Usual, Doc(text), Doc(text), Doc(text)).Kept.Select(r => r.Line));
    }

    [Fact]
    public void A_chain_of_likenesses_is_not_dropped_as_a_whole()
    {
        // Each text shares nine tenths of its words with the one before; the ends share none.
        var texts = Enumerable.Range(0, 31).Select(i => string.Join(' ', Enumerable.Range(i * 40, 400).Select(p => Word(3, p)))).ToList();
        var run = Run(Usual, texts.Select(t => Doc(t)));
        var kept = run.Kept.Select(r => r.Line).ToHashSet();
        foreach (var (_, line, similarity) in Verdicts(run))
        {
            Assert.Contains(line, kept);
            Assert.InRange(similarity, 0.7, 1);
        }

        foreach (var (a, b) in kept.SelectMany(a => kept.Where(b => b == a + 1).Select(b => (a, b)))) Assert.Fail($"{a} and {b} are alike and both kept");
        Assert.InRange(run.Kept.Count, 31 / 5, 31 / 2); // a likeness of .7 reaches one or two texts to either side
    }

    [Fact]
    public void Rejects_name_their_exact_similarity()
    {
        var words = Words(5, 204); // 200 shingles
        var run = Run(Usual, Doc(string.Join(' ', words)), Doc(string.Join(' ', words.Take(184)))); // 180 of them
        Assert.Equal([("near", 1, 0.9)], Verdicts(run));
        var contained = Run(Usual with { Measure = SimilarityMeasure.Containment, Threshold = 0.95 }, Doc(string.Join(' ', words)), Doc(string.Join(' ', words.Take(184))));
        Assert.Equal([("near", 1, 1.0)], Verdicts(contained));
    }

    [Fact]
    public void By_containment_the_longer_text_is_never_dropped_for_its_excerpt()
    {
        var words = Words(6, 204);
        var run = Run(Usual with { Measure = SimilarityMeasure.Containment, Threshold = 0.95, KeepBy = "q" },
            Doc(string.Join(' ', words), ",\"q\":1"), Doc(string.Join(' ', words.Take(184)), ",\"q\":5"));
        Assert.Equal(2, run.Kept.Count);
    }

    [Fact]
    public void Chinese_texts_are_compared_by_characters()
    {
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => (char)(0x4E00 + CounterRandom.For(7, "test", "").Below((ulong)i, 3000))));
        var run = Run(Usual, Doc(text), Doc(text[..200] + "改" + text[201..]), Doc(new string([.. text.Reverse()])));
        Assert.Equal([1L, 3], run.Kept.Select(r => r.Line));
        Assert.Equal([("near", 1, Math.Round(385.0 / 401, 4))], Verdicts(run)); // 393 shingles, 8 of them changed
    }

    [Fact]
    public void Planted_copies_are_found_and_unrelated_texts_stay()
    {
        var rows = new List<string>();
        var planted = new Dictionary<string, int> { [".8"] = 0, [".9"] = 0 };
        for (var i = 0; i < 1200; i++)
        {
            var words = Words(100 + i, 204);
            rows.Add(Doc(string.Join(' ', words)));
            if (i % 2 == 0) continue;
            var level = i % 4 == 1 ? ".8" : ".9"; // a new end of k words leaves 200 - k of 200 + k shingles
            var fresh = level == ".8" ? 22 : 10;
            rows.Add(Doc(string.Join(' ', words.Take(204 - fresh).Concat(Words(100_000 + i, fresh))), $",\"level\":\"{level}\""));
            planted[level]++;
        }

        var run = Run(Usual, rows);
        var found = run.Rejects.Concat(run.Kept).Count();
        Assert.Equal(rows.Count, found);
        Assert.All(Verdicts(run), v => Assert.InRange(v.Similarity, 0.7, 1));
        Assert.InRange(run.Rejects.Count, 0.97 * (planted[".8"] + planted[".9"]), planted[".8"] + planted[".9"]);
    }

    [Fact]
    public void The_result_does_not_depend_on_threads()
    {
        var rows = Enumerable.Range(0, 400).Select(i => Doc(string.Join(' ', Words(i / 3, 100).Concat(Words(9000 + i, i % 3 * 6))))).ToList();
        var (one, eight) = (Run(Usual with { Threads = 1 }, rows), Run(Usual with { Threads = 8 }, rows));
        Assert.Equal(one.Kept.Select(r => r.ToString()), eight.Kept.Select(r => r.ToString()));
        Assert.Equal(one.Rejects.Select(r => r.ToString()), eight.Rejects.Select(r => r.ToString()));
        Assert.NotEmpty(one.Rejects);
    }

    [Fact]
    public void A_row_without_text_is_a_bad_record()
    {
        var run = Run(Usual, Doc("a text"), "{\"title\":\"x\"}", Doc("a text"));
        Assert.Equal(["docs.jsonl:2: expected a string field \"text\", found none (fields here: title)"], run.Bad);
        Assert.Equal([("exact", 1, 1.0)], Verdicts(run));
    }
}
