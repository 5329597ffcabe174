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
        ["gemma: norms of 1 + weight, scaled embeddings, a GELU gate"] = (new NaiveDecoder { Gemma = true }, Named("gemma", "Gemma", "\"hidden_activation\":null")),
        ["gemma2: soft caps, four norms, a window in every other layer"] = (
            new NaiveDecoder { Gemma = true, FourNorms = true, QueryScalar = 24, ScoreCap = 5, LogitCap = 3, Window = l => l % 2 == 0 ? 7 : int.MaxValue },
            Named("gemma2", "Gemma2", "\"query_pre_attn_scalar\":24,\"attn_logit_softcapping\":5.0,\"final_logit_softcapping\":3.0,\"sliding_window\":7")),
        ["gemma3: two rotary bases, one of them stretched, head norms"] = (
            new NaiveDecoder { Gemma = true, FourNorms = true, HeadNorms = true, QueryScalar = 40, Layers = 4, Window = l => (l + 1) % 3 == 0 ? int.MaxValue : 6, LayerTheta = l => (l + 1) % 3 == 0 ? 500000 : 1000, Stretch = 8 },
            Named("gemma3_text", "Gemma3", "\"query_pre_attn_scalar\":40,\"sliding_window\":6,\"sliding_window_pattern\":3,\"rope_theta\":500000,\"rope_local_base_freq\":1000,\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":8.0}")),
        ["gemma3: rotary sets for each kind of layer, a window longer than the context"] = (
            new NaiveDecoder { Gemma = true, FourNorms = true, HeadNorms = true, QueryScalar = 256, Window = l => l == 1 ? int.MaxValue : 9999, LayerTheta = l => l == 1 ? 1000000 : 10000 },
            Named("gemma3_text", "Gemma3", "\"sliding_window\":9999,\"layer_types\":[\"sliding_attention\",\"full_attention\",\"sliding_attention\"],\"rope_parameters\":{\"full_attention\":{\"rope_type\":\"default\",\"rope_theta\":1000000.0},\"sliding_attention\":{\"rope_type\":\"default\",\"rope_theta\":10000.0}}")),
        ["mixtral: two of eight experts"] = (
            new NaiveDecoder { Experts = 8, ExpertSize = 96, Normalized = true, MixtralNames = true, Theta = 1e6 }, Named("mixtral", "Mixtral", "\"num_local_experts\":8,\"num_experts_per_tok\":2,\"sliding_window\":null")),
        ["qwen2_moe: a shared expert, shares as they are, a plain first layer"] = (
            new NaiveDecoder { Biased = true, Experts = 6, PerToken = 3, SharedSize = 80, HasExperts = l => l > 0 },
            Named("qwen2_moe", "Qwen2Moe", "\"num_experts\":6,\"num_experts_per_tok\":3,\"moe_intermediate_size\":48,\"shared_expert_intermediate_size\":80,\"norm_topk_prob\":false,\"mlp_only_layers\":[0]")),
        ["qwen3_moe: head norms, experts in every other layer"] = (
            new NaiveDecoder { HeadNorms = true, Experts = 5, PerToken = 2, Normalized = true, HasExperts = l => l % 2 == 1 },
            Named("qwen3_moe", "Qwen3Moe", "\"num_experts\":5,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48,\"norm_topk_prob\":true,\"decoder_sparse_step\":2")),
    };

    private static string Named(string family, string name, string more = "\"rope_theta\":10000") =>
        $"\"model_type\":\"{family}\",\"architectures\":[\"{name}ForCausalLM\"],\"max_position_embeddings\":2048,{more}";

    /// <summary>Writes the checkpoint of a kind.</summary>
    internal static void Write(string kind, string folder) => Models[kind].Naive.Write(folder, Models[kind].Config);

    [Theory, MemberData(nameof(Kinds))]
    public void Give_the_logits_of_their_definition(string kind)
    {
        var (naive, config) = Models[kind];
        var source = Path.Combine(_folder, "source");
        naive.Write(source, config);
        var model = Importer.Import(source, Path.Combine(_folder, "model"), "fp32", "cpu");
        using var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 4, Spin: false));
        long[] ids = [.. Enumerable.Range(0, 40).Select(i => (long)(i * i * 7 + 3) % naive.Vocabulary)];
        session.Grow(ids.Length, 0, 0);

        session.Run(0, 1, ids.Length, ids, [ids.Length - 1], [ids.Length - 1]);
        AssertNear(naive.Logits(ids), session.Row(0).ToArray());

        // The same behind a prompt that is in the cache, a token at a time.
        session.Run(0, 1, 30, ids.AsSpan(0, 30), [29], [29]);
        AssertNear(naive.Logits([.. ids.Take(30)]), session.Row(0).ToArray());
        for (var t = 30; t < 34; t++) session.Run(0, 1, 1, [ids[t]], [t], [0]);
        AssertNear(naive.Logits([.. ids.Take(34)]), session.Row(0).ToArray());

        // Four texts of different lengths together.
        int[][] prompts = [.. new[] { 3, 11, 8, 1 }.Select((length, p) => Enumerable.Range(0, length).Select(i => (p * 31 + i * 17 + 5) % naive.Vocabulary).ToArray())];
        var read = new Prefill(session).Read(0, prompts);
        for (var p = 0; p < 4; p++) AssertNear(naive.Logits([.. prompts[p].Select(i => (long)i)]), read[p]);
        for (var step = 0; step < 3; step++) session.Run(0, 4, 1, [7, 8, 9, 10], [.. prompts.Select(p => p.Length + step)], [0, 1, 2, 3]);
        for (var p = 0; p < 4; p++) AssertNear(naive.Logits([.. prompts[p].Select(i => (long)i), .. Enumerable.Repeat(7L + p, 3)]), session.Row(p).ToArray());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Stay_near_it_in_8_bits_and_give_a_row_the_same_bits_alone_and_among_others(string kind)
    {
        var (naive, config) = Models[kind];
        var source = Path.Combine(_folder, "source");
        naive.Write(source, config);
        var model = Importer.Import(source, Path.Combine(_folder, "model"), "int8", "cpu");
        using var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 4, Spin: false));
        session.Grow(32, 0, 0);
        int[][] prompts = [.. new[] { 12, 9, 14, 10 }.Select((length, p) => Enumerable.Range(0, length).Select(i => (p * 29 + i * 23 + 2) % naive.Vocabulary).ToArray())];
        var together = new Prefill(session).Read(0, prompts);
        session.Run(0, 4, 1, [3, 4, 5, 6], [.. prompts.Select(p => p.Length)], [0, 1, 2, 3]);
        var next = Enumerable.Range(0, 4).Select(p => session.Row(p).ToArray()).ToArray();
        for (var p = 0; p < 4; p++)
        {
            Assert.Equal(together[p], new Prefill(session).Read(0, [prompts[p]])[0]);
            session.Run(0, 1, 1, [3 + p], [prompts[p].Length], [0]);
            Assert.Equal(next[p], session.Row(0).ToArray());
            var expected = naive.Logits([.. prompts[p].Select(i => (long)i), 3 + p]);
            var spread = Math.Sqrt(expected.Average(v => v * v));
            for (var i = 0; i < expected.Length; i++) Assert.InRange((next[p][i] - expected[i]) / spread, -0.25, 0.25);
        }
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
    [InlineData("gemma3", "model_type \"gemma3\" is not supported: it needs its language part as a checkpoint of its own (gemma3_text); gemma, gemma2, gemma3_text, llama, mistral, mixtral, phi3, qwen2, qwen2_moe, qwen3 and qwen3_moe are")]
    [InlineData("deepseek_v3", "model_type \"deepseek_v3\" is not supported: it needs a router over experts of another kind; gemma, gemma2, gemma3_text, llama, mistral, mixtral, phi3, qwen2, qwen2_moe, qwen3 and qwen3_moe are")]
    [InlineData("somethingelse", "model_type \"somethingelse\" is not supported; gemma, gemma2, gemma3_text, llama, mistral, mixtral, phi3, qwen2, qwen2_moe, qwen3 and qwen3_moe are")]
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

    [Theory]
    [InlineData("qwen3_moe", "\"num_experts\":4,\"num_experts_per_tok\":5,\"moe_intermediate_size\":48", "the number of experts of a token is 5; expected 1 to 4")]
    [InlineData("qwen3_moe", "\"num_experts\":4,\"num_experts_per_tok\":2", "moe_intermediate_size is missing")]
    [InlineData("qwen3_moe", "\"num_experts\":200,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48", "600 experts in all layers together; a graph of more than 512 takes too long to load and is not supported")]
    [InlineData("qwen3_moe", "\"num_experts\":200,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48,\"mlp_only_layers\":[1]", "weight model.layers.0.mlp.down_proj.weight is not one that XForCausalLM reads")]
    [InlineData("qwen2_moe", "\"num_experts\":4,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48", "shared_expert_intermediate_size is missing")]
    [InlineData("qwen3_moe", "\"num_experts\":4,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48,\"mlp_only_layers\":[3]", "mlp_only_layers: expected a list of layers from 0 to 2, found [3]")]
    [InlineData("qwen3_moe", "\"num_experts\":4,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48,\"decoder_sparse_step\":0", "decoder_sparse_step: expected 1 or more, found 0")]
    [InlineData("gemma2", "\"query_pre_attn_scalar\":0", "query_pre_attn_scalar 0 with soft caps 50 and 30; expected a positive number, and caps of 0 or more")]
    [InlineData("gemma3_text", "\"sliding_window\":null", "sliding_window is missing")]
    [InlineData("gemma3_text", "\"sliding_window_pattern\":0", "sliding_window_pattern: expected 1 or more, found 0")]
    [InlineData("gemma3_text", "\"use_bidirectional_attention\":true", "use_bidirectional_attention is not supported")]
    [InlineData("gemma2", "\"hidden_activation\":\"gelu\"", "hidden_activation \"gelu\" is not supported; gelu_pytorch_tanh is")]
    public void A_shape_of_experts_or_of_Gemma_that_cannot_be_is_named(string family, string part, string said) =>
        Refused(new NaiveDecoder { Gemma = family.StartsWith("gemma", StringComparison.Ordinal), FourNorms = true, HeadNorms = family == "qwen3_moe" }, Named(family, "X", part), said);

    [Fact]
    public void An_expert_more_than_the_config_says_is_named() =>
        Refused(new NaiveDecoder { HeadNorms = true, Experts = 3 }, Named("qwen3_moe", "Qwen3Moe", "\"num_experts\":2,\"num_experts_per_tok\":2,\"moe_intermediate_size\":48"),
            "weight model.layers.0.mlp.experts.2.down_proj.weight is not one that Qwen3MoeForCausalLM reads");

    [Fact]
    public void Gemmas_published_configs_leave_out_what_the_family_says()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), """
            {"model_type":"gemma2","architectures":["Gemma2ForCausalLM"],"num_hidden_layers":26,"hidden_size":2304,"num_attention_heads":8,"num_key_value_heads":4,"intermediate_size":9216,"vocab_size":256000,"max_position_embeddings":8192}
            """);
        var two = ConfigJson.Read(_folder);
        Assert.Equal((256, true, 4096, 0, 4096), (two.HeadDim, two.Tied, two.SlidingWindow, two.WindowOf(1), two.WindowOf(2)));
        Assert.Equal(new GemmaShape(true, 256, 50, 30), two.Gemma);
        File.WriteAllText(Path.Combine(_folder, "config.json"), """
            {"model_type":"gemma3_text","architectures":["Gemma3ForCausalLM"],"num_hidden_layers":26,"hidden_size":1152,"num_attention_heads":4,"num_key_value_heads":1,"intermediate_size":6912,"vocab_size":262144,"max_position_embeddings":32768,"sliding_window":512}
            """);
        var three = ConfigJson.Read(_folder);
        Assert.Equal((1e6, 512, 512, 0), (three.Rope.Theta, three.WindowOf(0), three.WindowOf(4), three.WindowOf(5)));
        Assert.Equal(new GemmaShape(true, 256, 0, 0, new RopeScaling("default", 10000)), three.Gemma);
    }

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
