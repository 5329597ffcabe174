using System.Numerics.Tensors;
using DataForge.Core;
using DataForge.Models;

namespace DataForge.Tests.Semantic;

/// <summary>The embedding model against a forward pass written out plainly.</summary>
public sealed class EmbedderTests : IDisposable
{
    private const string Apples = "tom has 12 apples and gives away 5. how many apples are left?";
    private readonly TinyBert _bert = new();

    public void Dispose() => _bert.Dispose();

    [Theory]
    [InlineData("mean_tokens", "")]
    [InlineData("cls_token", "")]
    [InlineData("mean_tokens", "bert.")]
    public void Vectors_at_fp32_are_those_of_the_plain_forward_pass(string pooling, string prefix)
    {
        using var bert = new TinyBert(pooling, prefix, seed: 7);
        using var embedder = Embedder.Open(new EmbedderSettings(bert.Folder, Precision: "fp32"));
        foreach (var text in (string[])[Apples, "x", "lisa buys 3 boxes, each cost 7 dollars"])
        {
            var vector = embedder.Embed(text).Vector;
            var expected = bert.Embed(embedder.Tokens(text));
            Assert.Equal(expected.Length, vector.Length);
            Assert.All(vector.Zip(expected), v => Assert.Equal(v.Second, v.First, 4.0e-6));
        }
    }

    [Fact]
    public void Vectors_at_int8_point_the_same_way()
    {
        using var embedder = Embedder.Open(new EmbedderSettings(_bert.Folder));
        Assert.Equal("int8", embedder.Precision);
        foreach (var text in (string[])[Apples, "find the value of x", "lisa buys 3 boxes, each cost 7 dollars"])
        {
            var cosine = embedder.Embed(text).Vector.Zip(_bert.Embed(embedder.Tokens(text))).Sum(v => v.First * v.Second);
            Assert.InRange(cosine, 0.99, 1.000001);
        }
    }

    [Fact]
    public void A_text_falls_into_the_longest_pieces_that_the_vocabulary_has()
    {
        using var embedder = Embedder.Open(new EmbedderSettings(_bert.Folder));
        var vocabulary = File.ReadAllLines(Path.Combine(_bert.Folder, "vocab.txt"));
        Assert.Equal(["[CLS]", "tom", "eats", "apples", ",", "cost", "##s", "[UNK]", ".", "[SEP]"], embedder.Tokens("Tom EATS apples, costs boxing.").Select(t => vocabulary[t]));
    }

    [Fact]
    public void A_text_longer_than_the_model_reads_is_cut_and_says_so()
    {
        using var embedder = Embedder.Open(new EmbedderSettings(_bert.Folder, Precision: "fp32"));
        var tokens = embedder.Tokens(string.Join(' ', Enumerable.Repeat("apples", 100)));
        Assert.Equal(TinyBert.MaxTokens, tokens.Count);
        Assert.Equal(3, tokens[^1]); // [SEP]
        Assert.True(embedder.Embed(string.Join(' ', Enumerable.Repeat("apples", 100))).IsCut);
        Assert.False(embedder.Embed(Apples).IsCut);
    }

    [Fact]
    public void A_vector_does_not_depend_on_what_else_is_embedded_or_by_how_many_threads()
    {
        using var embedder = Embedder.Open(new EmbedderSettings(_bert.Folder));
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => string.Join(' ', Apples.Split(' ').Skip(i % 11).Concat(Enumerable.Repeat("pears", i % 7))))];
        var alone = texts.Select(t => embedder.Embed(t).Vector).ToArray();
        foreach (var threads in (int[])[1, 2, 8])
        {
            var together = new float[texts.Length][];
            Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => together[i] = embedder.Embed(texts[texts.Length - 1 - i]).Vector);
            for (var i = 0; i < texts.Length; i++) Assert.Equal(alone[texts.Length - 1 - i], together[i]);
        }
    }

    [Theory]
    [InlineData("tom has 12 apples", true)]
    [InlineData("", true)]
    [InlineData("12 + 5 = 16", true)]
    [InlineData("三个三个三个", false)] // in the vocabulary, but a vocabulary for Chinese knows thousands
    [InlineData("бааааа", false)] // letter by letter
    [InlineData("苹果和梨子一共有多少", false)] // [UNK] throughout
    [InlineData("tom has 12 三 apples and she eats pears", true)]
    public void A_language_is_covered_where_the_vocabulary_has_its_words(string text, bool covered)
    {
        using var embedder = Embedder.Open(new EmbedderSettings(_bert.Folder));
        Assert.Equal(covered, embedder.Covers(text));
        if (text.Length > 0) Assert.Equal(covered, embedder.Embed(text).IsCovered);
    }

    [Fact]
    public void The_revision_follows_weights_and_precision_and_not_the_place()
    {
        using var other = new TinyBert(seed: 2);
        using var same = new TinyBert(seed: 1);
        string Revision(string folder, string precision)
        {
            using var embedder = Embedder.Open(new EmbedderSettings(folder, Precision: precision));
            return embedder.Revision;
        }

        Assert.Equal(Revision(_bert.Folder, "int8"), Revision(same.Folder, "int8"));
        Assert.NotEqual(Revision(_bert.Folder, "int8"), Revision(_bert.Folder, "fp32"));
        Assert.NotEqual(Revision(_bert.Folder, "int8"), Revision(other.Folder, "int8"));
    }

    [Fact]
    public void What_would_change_the_vectors_is_refused_by_name()
    {
        void Refused(string part, Action<System.Text.Json.Nodes.JsonObject> change)
        {
            _bert.Config(c =>
            {
                change(c);
                return c;
            });
            Assert.Contains(part, Assert.Throws<ForgeException>(() => Embedder.Open(new EmbedderSettings(_bert.Folder))).Message, StringComparison.Ordinal);
        }

        Refused("model_type \"roberta\" is not supported for embeddings; bert is", c => c["model_type"] = "roberta");
        Refused("position_embedding_type \"relative_key\" is not supported", c => c["position_embedding_type"] = "relative_key");
        Refused("hidden_act \"swish\" is not supported", c => c["hidden_act"] = "swish");
        Refused("hidden_size 32 is no multiple of num_attention_heads 5", c => c["num_attention_heads"] = 5);
        Refused("num_hidden_layers: expected a whole number", c => c.Remove("num_hidden_layers"));
        Refused("word_embeddings.weight", c => c["vocab_size"] = 9);
        _bert.Config(c => c);
        var vocabulary = Path.Combine(_bert.Folder, "vocab.txt");
        var pieces = File.ReadAllLines(vocabulary);
        File.WriteAllLines(vocabulary, [.. pieces, "one", "more"]);
        Assert.Contains($"{pieces.Length + 2} pieces, and the model has {pieces.Length} vectors", Assert.Throws<ForgeException>(() => Embedder.Open(new EmbedderSettings(_bert.Folder))).Message, StringComparison.Ordinal);
        File.WriteAllLines(vocabulary, pieces.Where(p => p != "[SEP]"));
        Assert.Contains("no piece [SEP]", Assert.Throws<ForgeException>(() => Embedder.Open(new EmbedderSettings(_bert.Folder))).Message, StringComparison.Ordinal);
        File.WriteAllLines(vocabulary, pieces);
        File.WriteAllText(Path.Combine(_bert.Folder, "1_Pooling", "config.json"), """{"pooling_mode_max_tokens":true}""");
        Assert.Contains("found pooling_mode_max_tokens", Assert.Throws<ForgeException>(() => Embedder.Open(new EmbedderSettings(_bert.Folder))).Message, StringComparison.Ordinal);
        Assert.Contains("no such folder", Assert.Throws<ForgeException>(() => Embedder.Open(new EmbedderSettings("/nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("runs at int8 or fp32", Assert.Throws<ForgeException>(() => Embedder.Open(new EmbedderSettings(_bert.Folder, Precision: "int4"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cosines_of_rounded_vectors_are_within_a_hundredth()
    {
        var random = CounterRandom.For(5, "test", "cosines");
        ulong drawn = 0;
        for (var n = 1; n < 100; n++)
        {
            float[] a = [.. Enumerable.Range(0, n).Select(_ => (float)random.Share(drawn++) - 0.5f)], b = [.. Enumerable.Range(0, n).Select(_ => (float)random.Share(drawn++) - 0.5f)];
            TensorPrimitives.Divide(a, TensorPrimitives.Norm<float>(a), a);
            TensorPrimitives.Divide(b, TensorPrimitives.Norm<float>(b), b);
            var (x, y) = (new sbyte[n], new sbyte[n]);
            var (s, t) = (DataForge.Semantic.QuantizedVector.Round(a, x), DataForge.Semantic.QuantizedVector.Round(b, y));
            var plain = x.Zip(y).Sum(v => v.First * v.Second);
            Assert.Equal(plain, DataForge.Semantic.QuantizedVector.Dot(x, y));
            Assert.Equal(TensorPrimitives.Dot<float>(a, b), plain * s * t, 0.01f);
        }
    }
}
