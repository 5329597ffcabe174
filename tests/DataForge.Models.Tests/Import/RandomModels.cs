using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Import;

namespace DataForge.Models.Tests.Import;

/// <summary>Families of which no recorded outputs are at hand: checkpoints of random weights against the same decoder in double precision.</summary>
public sealed class RandomModels : IDisposable
{
    private const double Tolerance = 2e-4;

    private static readonly float[] Short = [1, 1.1f, 1.25f, 1.5f, 2, 3, 4, 6];

    private readonly string _folder = Directory.CreateTempSubdirectory("forge-random-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Kinds => [.. Models.Keys];

    private static readonly Dictionary<string, (NaiveDecoder Naive, string Config)> Models = new()
    {
        ["the reference itself, on a plain Llama"] = (new NaiveDecoder(), Named("llama", "Llama")),
        ["phi3: fused projections"] = (new NaiveDecoder { Fused = true }, Named("phi3", "Phi3")),
        ["phi3: a window in every layer"] = (new NaiveDecoder { Fused = true, Window = _ => 9 }, Named("phi3", "Phi3", "\"sliding_window\":9")),
        ["phi3: half of each head turned, LongRoPE"] = (
            new NaiveDecoder { Fused = true, Turned = 16, Divisors = Short, AttentionFactor = Math.Sqrt(1 + Math.Log(32) / Math.Log(64)) },
            Named("phi3", "Phi3", "\"partial_rotary_factor\":0.5,\"original_max_position_embeddings\":64,\"rope_scaling\":{\"type\":\"longrope\",\"short_factor\":[1,1.1,1.25,1.5,2,3,4,6],\"long_factor\":[9,9,9,9,9,9,9,9]}")),
        ["phi3: fewer heads for keys, a head for each key too"] = (new NaiveDecoder { Fused = true, Heads = 6, KvHeads = 6, HeadDim = 16, Turned = 16 }, Named("phi3", "Phi3")),
        ["qwen2: a window from max_window_layers on"] = (
            new NaiveDecoder { Biased = true, Window = l => l >= 1 ? 7 : int.MaxValue }, Named("qwen2", "Qwen2", "\"use_sliding_window\":true,\"sliding_window\":7,\"max_window_layers\":1")),
        ["qwen2: a window that is not used"] = (new NaiveDecoder { Biased = true }, Named("qwen2", "Qwen2", "\"use_sliding_window\":false,\"sliding_window\":7,\"max_window_layers\":1")),
        ["qwen3: a window in the layers that are listed"] = (
            new NaiveDecoder { HeadNorms = true, Window = l => l == 1 ? int.MaxValue : 5 },
            Named("qwen3", "Qwen3", "\"use_sliding_window\":true,\"sliding_window\":5,\"layer_types\":[\"sliding_attention\",\"full_attention\",\"sliding_attention\"]")),
        ["mistral: layers that are listed, rotary base in rope_parameters"] = (
            new NaiveDecoder { Theta = 1e6, Window = l => l == 2 ? 6 : int.MaxValue },
            Named("mistral", "Mistral", "\"sliding_window\":6,\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":1000000},\"layer_types\":[\"full_attention\",\"full_attention\",\"sliding_attention\"]")),
    };

    private static string Named(string family, string name, string more = "\"rope_theta\":10000") =>
        $"\"model_type\":\"{family}\",\"architectures\":[\"{name}ForCausalLM\"],\"max_position_embeddings\":2048,{more}";

    [Theory, MemberData(nameof(Kinds))]
    public void Give_the_logits_of_their_definition(string kind)
    {
        var (naive, config) = Models[kind];
        var source = Path.Combine(_folder, "source");
        naive.Write(source, config);
        var model = Importer.Import(source, Path.Combine(_folder, "model"), "fp32", "cpu");
        using var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 1));
        long[] ids = [.. Enumerable.Range(0, 40).Select(i => (long)(i * i * 7 + 3) % naive.Vocabulary)];
        session.Grow(ids.Length, 0, 0);

        session.Run(0, 1, ids.Length, ids, [ids.Length - 1], [ids.Length - 1]);
        AssertNear(naive.Logits(ids), session.Row(0).ToArray());

        // The same behind a prompt that is in the cache, a token at a time.
        session.Run(0, 1, 30, ids.AsSpan(0, 30), [29], [29]);
        AssertNear(naive.Logits([.. ids.Take(30)]), session.Row(0).ToArray());
        for (var t = 30; t < 34; t++) session.Run(0, 1, 1, [ids[t]], [t], [0]);
        AssertNear(naive.Logits([.. ids.Take(34)]), session.Row(0).ToArray());
    }

    [Fact]
    public void LongRoPE_ends_the_context_where_its_short_factors_end()
    {
        var (naive, config) = Models["phi3: half of each head turned, LongRoPE"];
        naive.Write(_folder, config);
        var read = ConfigJson.Read(_folder);
        Assert.Equal((64, 16, "longrope", 32.0), (read.MaxPositions, read.RotaryDim, read.Rope.Kind, read.Rope.Factor));
    }

    [Theory]
    [InlineData("gemma2", "model_type \"gemma2\" is not supported: it needs soft caps on attention and logits, four norms a layer, a GELU gate and a SentencePiece vocabulary; llama, mistral, phi3, qwen2 and qwen3 are")]
    [InlineData("qwen3_moe", "model_type \"qwen3_moe\" is not supported: it needs a router over experts; llama, mistral, phi3, qwen2 and qwen3 are")]
    [InlineData("somethingelse", "model_type \"somethingelse\" is not supported; llama, mistral, phi3, qwen2 and qwen3 are")]
    public void A_family_that_is_not_computed_is_told_what_it_needs(string family, string said) => Refused(new NaiveDecoder(), Named(family, "X"), said);

    [Theory]
    [InlineData("\"partial_rotary_factor\":0.3", "partial_rotary_factor 0.3 turns 9 of 32 head columns; multiples of 16 are supported")]
    [InlineData("\"partial_rotary_factor\":1.5", "partial_rotary_factor: expected a share of the head in (0, 1], found 1.5")]
    [InlineData("\"layer_types\":[\"full_attention\"]", "layer_types: expected a list of 3 kinds of attention, found [\"full_attention\"]")]
    [InlineData("\"layer_types\":[\"full_attention\",\"full_attention\",\"chunked_attention\"]", "layer_types \"chunked_attention\" is not supported; full_attention and sliding_attention are")]
    [InlineData("\"sliding_window\":-3", "sliding_window: expected a number of tokens, found -3")]
    [InlineData("\"rope_scaling\":{\"type\":\"longrope\",\"short_factor\":[1,2]}", "original_max_position_embeddings is missing")]
    [InlineData("\"rope_scaling\":{\"type\":\"longrope\",\"short_factor\":[1,2]},\"original_max_position_embeddings\":64", "2 rotary divisors for 32 rotary columns of a head; expected 16")]
    [InlineData("\"rope_scaling\":{\"type\":\"longrope\",\"short_factor\":[1,-2]},\"original_max_position_embeddings\":64", "rope scaling short_factor: expected a list of positive numbers")]
    public void A_part_that_is_broken_or_not_computed_is_named(string part, string said) => Refused(new NaiveDecoder { Fused = true }, Named("phi3", "Phi3", part), said);

    [Fact]
    public void A_fused_matrix_of_another_size_is_told_its_parts() =>
        Refused(new NaiveDecoder { Fused = true, KvHeads = 1 }, Named("phi3", "Phi3", "\"num_key_value_heads\":2"),
            "weight model.layers.0.self_attn.qkv_proj.weight is 192 × 64; config.json asks for a matrix of 256 rows, 128 of q_proj, 64 of k_proj, 64 of v_proj");

    private void Refused(NaiveDecoder naive, string config, string said)
    {
        naive.Write(_folder, config);
        var error = Assert.Throws<ForgeException>(() => Importer.Import(_folder, Path.Combine(_folder, "out"), "fp32", "cpu"));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    private static void AssertNear(double[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(found[i] - expected[i], -Tolerance, Tolerance);
    }
}
