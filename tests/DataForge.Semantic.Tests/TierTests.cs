using System.Text;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Models;
using DataForge.Semantic;

namespace DataForge.Tests.Semantic;

/// <summary>The tier over rows: vectors, search, score, coverage and what it says when something is missing.</summary>
public sealed class TierTests : IDisposable
{
    private static readonly string[] Questions =
    [
        "tom has 12 apples and gives away 5. how many apples are left?",
        "lisa buys 3 boxes, each cost 7 dollars. what is the cost in all?",
        "the triangle has an angle of 40 degrees. find the third angle",
        "苹果和梨子一共有多少个苹果和梨子",
    ];

    private readonly TinyBert _bert = new();
    private readonly string _cache = Directory.CreateTempSubdirectory("semantic-tests-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable("DATAFORGE_CACHE");

    public TierTests() => Environment.SetEnvironmentVariable("DATAFORGE_CACHE", _cache);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("DATAFORGE_CACHE", _before);
        _bert.Dispose();
        Directory.Delete(_cache, recursive: true);
    }

    private static IndexData Index(params string[] questions)
    {
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("set", "", "", questions.Length, "question"), questions.Select((q, i) => new BenchmarkItem($"{i + 1}", [("question", q), ("solution", "the answer is " + i)])));
        return builder.Build();
    }

    private Embedder Open() => Embedder.Open(new EmbedderSettings(_bert.Folder));

    private SemanticTier Tier(params string[] questions) => SemanticTier.Open(Index(questions), Open(), questions, 2, _ => { }, default);

    private RowOutcome[] Scan(SemanticTier tier, IEnumerable<string> rows, ScanSettings scan, int threads = 2, double minScore = 0.5)
    {
        var batch = new LineBatch("rows.jsonl");
        var number = 0;
        foreach (var row in rows) batch.Add(Encoding.UTF8.GetBytes(row), ++number);
        var lexical = new BatchScanner(BenchmarkIndex.Open(tier.Index.Data), FieldPaths.Default, scan);
        return new SemanticScanner(lexical, tier, FieldPaths.Default, new SemanticSettings(minScore, HitAction.Flag, threads), default).Scan(batch);
    }

    private static ScanSettings Only(Rules rules) => ScanSettings.Default.Only(rules);

    [Fact]
    public void A_row_close_to_a_question_is_flagged_with_item_cosine_score_and_place()
    {
        using var tier = Tier(Questions);
        var row = Assert.Single(Scan(tier, ["""{"text":"  tom has 12 apples, gives away 5. how many apples are left?"}"""], Only(Rules.Semantic)));
        var hit = Assert.Single(row.Hits);
        Assert.Equal(("set", "1", "question", "text", "semantic", HitAction.Flag), (hit.Benchmark, hit.Item, hit.Part, hit.Field, hit.Tier, hit.Action));
        Assert.Equal((2, 60), (hit.Start, hit.End));
        Assert.Equal("tom has 12 apples, gives away 5. how many apples are left?", hit.Matched);
        Assert.InRange(hit.Similarity!.Cosine, 0.9, 1);
        Assert.InRange(hit.Similarity.Score, 0.99, 1);
    }

    [Fact]
    public void A_text_that_shares_nothing_with_a_question_is_clean()
    {
        using var tier = Tier(Questions);
        Assert.Empty(Scan(tier, ["""{"text":"she eats pears and sells more than 16 each day"}"""], Only(Rules.Semantic))[0].Hits);
    }

    [Fact]
    public void Text_in_a_language_that_the_model_does_not_cover_counts_as_not_read()
    {
        using var tier = Tier(Questions);
        Assert.Equal((3, 1), (tier.QuestionCount, tier.QuestionsNotCovered));
        var rows = Scan(tier, ["""{"text":"苹果和梨子一共有多少个苹果和梨子"}""", """{"text":"find the third angle of the triangle"}"""], Only(Rules.Semantic));
        Assert.Equal([true, false], rows.Select(r => r.LanguageNotCovered));
        var coverage = new Coverage();
        foreach (var row in rows) coverage.Add(row);
        Assert.Equal((2L, 1L, 1L, 0.5), (coverage.Rows, coverage.LanguageNotCovered, coverage.Unread, coverage.UnreadShare));
        Assert.Equal(["1 of 2 rows hold text in a language that the embedding model does not cover: the semantic tier did not look at it"], coverage.Summary());
    }

    [Fact]
    public void An_item_that_a_lexical_tier_found_is_not_named_again_and_a_dropped_row_is_not_embedded()
    {
        using var tier = Tier(Questions);
        var rows = Scan(tier, [$$"""{"text":"{{Questions[0]}}"}""", $$"""{"text":"{{Questions[0]}}","answer":"{{Questions[1].Replace(",", "", StringComparison.Ordinal)}}"}"""], Only(Rules.All));
        Assert.True(rows[0].IsDropped);
        Assert.DoesNotContain(rows[0].Hits, h => h.Tier == "semantic");
        Assert.All(rows[1].Hits, h => Assert.NotEqual("semantic", h.Tier));
    }

    [Fact]
    public void The_same_is_found_at_1_2_and_8_threads_and_in_any_order_of_rows()
    {
        using var tier = Tier(Questions);
        var random = CounterRandom.For(3, "test", "rows");
        ulong drawn = 0;
        string[] rows = [.. Enumerable.Range(0, 80).Select(i => $$"""{"text":"{{string.Join(' ', Questions[i % 3].Split(' ').Where(_ => random.Below(drawn++, 6) > 0))}}","id":{{i}}}""")];
        static string Said(RowOutcome row) => string.Join('|', row.Hits.Select(h => $"{h.Item} {h.Similarity!.Cosine:R} {h.Similarity.Score:R} {h.Start} {h.End}"));
        var first = Scan(tier, rows, Only(Rules.Semantic), threads: 1).Select(Said).ToArray();
        Assert.Contains(first, s => s.Length > 0);
        foreach (var threads in (int[])[2, 8]) Assert.Equal(first, Scan(tier, rows, Only(Rules.Semantic), threads).Select(Said));
        Assert.Equal(first.Reverse(), Scan(tier, rows.Reverse(), Only(Rules.Semantic), 2).Select(Said));
    }

    [Fact]
    public void A_question_within_a_long_text_is_found_by_its_window()
    {
        using var tier = Tier(Questions);
        var filler = string.Join(' ', Enumerable.Repeat("she sells pears each day and eats more.", 30));
        var text = $"{filler}\\nlisa buys 3 boxes, each cost 7 dollars. what is the cost in all?\\n{filler}";
        var hit = Assert.Single(Scan(tier, [$$"""{"text":"{{text}}"}"""], Only(Rules.Semantic))[0].Hits);
        Assert.Equal("2", hit.Item);
        Assert.Contains("lisa buys 3 boxes", hit.Matched, StringComparison.Ordinal);
        Assert.True(hit.Matched.Length < 200, hit.Matched);
    }

    [Fact]
    public void Vectors_are_kept_and_serve_an_index_without_text()
    {
        var said = new List<string>();
        using (var first = SemanticTier.Open(Index(Questions), Open(), Questions, 2, said.Add, default)) Assert.Equal(3, first.QuestionCount);
        Assert.StartsWith("4 questions embedded by", Assert.Single(said), StringComparison.Ordinal);
        using var second = SemanticTier.Open(Index(Questions), Open(), [], 2, said.Add, default);
        Assert.Equal(3, second.QuestionCount);
        Assert.Single(said);
    }

    [Fact]
    public void Questions_without_vector_and_text_stop_the_run_and_say_how_to_make_them()
    {
        using var embedder = Open();
        var error = Assert.Throws<ForgeException>(() => SemanticTier.Open(Index(Questions), embedder, [Questions[0]], 2, _ => { }, default));
        Assert.Contains("3 of 4 questions have no vector", error.Message, StringComparison.Ordinal);
        Assert.Contains("forge-index vectors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_model_the_message_says_what_to_run()
    {
        if (Embedder.IsBundled(SemanticTier.DefaultModel)) Assert.Skip("the default embedding model lies above the tests");
        var error = Assert.Throws<ForgeException>(() => SemanticTier.OpenEmbedder(null, "cpu", 0, null, default));
        Assert.Equal("the semantic tier needs an embedding model, and none is beside the programs: run make embedder once, or name the folder of another model", error.Message);
    }

    [Fact]
    public void A_file_of_vectors_comes_back_as_it_was_and_a_damaged_one_is_refused()
    {
        using var embedder = Open();
        var path = Path.Combine(_cache, "v.vec");
        Assert.Equal((path, 4, 1), SemanticTier.MakeVectors(embedder, [.. Questions, Questions[0]], path, 2, default));
        var first = File.ReadAllBytes(path);
        SemanticTier.MakeVectors(embedder, [.. Questions.Reverse()], path, 1, default);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal(embedder.Revision, VectorFile.Revision(path));
        Assert.Equal(32, VectorFile.Read(path).Dimensions);
        first[^20] ^= 1;
        File.WriteAllBytes(path, first);
        Assert.Contains("damaged", Assert.Throws<ForgeException>(() => VectorFile.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "something else");
        Assert.Null(VectorFile.Revision(path));
    }

    [Fact]
    public void Search_finds_what_a_plain_loop_over_all_vectors_finds()
    {
        using var tier = Tier(Questions);
        using var embedder = Open();
        var query = embedder.Embed("tom has apples").Vector;
        var found = tier.Index.Nearest(query, -1, 10);
        var plain = Questions.Take(3).Select(q => embedder.Embed(q).Vector.Zip(query).Sum(v => v.First * v.Second)).OrderDescending();
        Assert.Equal(3, found.Count);
        Assert.All(found.Zip(plain), f => Assert.Equal(f.Second, f.First.Cosine, 0.01f));
        Assert.Equal([.. found.Take(2)], tier.Index.Nearest(query, -1, 2));
    }

    [Fact]
    public void A_score_rises_with_cosine_shared_numbers_and_shared_words_and_knows_number_words()
    {
        TextFeatures Of(string text)
        {
            var tokens = new DataForge.Text.Normalizer().Read(text);
            return TextFeatures.Of(tokens.Hashes, tokens.Flags);
        }

        var item = Of("Tom has 12 apples and gives away 5.");
        var same = CombinedScore.Of(0.85, Of("Of his twelve apples Tom gives five away"), item);
        Assert.True(same > CombinedScore.Of(0.80, Of("Of his twelve apples Tom gives five away"), item));
        Assert.True(same > CombinedScore.Of(0.85, Of("Of his 13 apples Tom gives 6 away"), item));
        Assert.True(same > CombinedScore.Of(0.85, Of("Of twelve pears she sells five"), item));
        Assert.Equal(same, CombinedScore.Of(0.85, Of("Of his 12 apples Tom gives 5 away"), item));
        Assert.True(CombinedScore.Of(CombinedScore.LeastCosine, item, item) < 0.5, "the least cosine loses nothing");
    }

    [Theory]
    [InlineData("problem", true)]
    [InlineData("question+choices", true)]
    [InlineData("Body+Question", true)]
    [InlineData("solution", false)]
    [InlineData("answer", false)]
    [InlineData("solution[0]", false)]
    [InlineData("steps", false)]
    [InlineData("other.solution", false)]
    public void Questions_are_embedded_and_solutions_are_not(string part, bool embedded) => Assert.Equal(embedded, SemanticIndex.IsQuestion(part));
}
