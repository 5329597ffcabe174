using System.Text;
using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Tests.Import;

/// <summary>A checkpoint of random weights as Hugging Face stores it, and the same decoder in double precision, as its definition reads: no cache, no fused step.</summary>
internal sealed class NaiveDecoder
{
    private readonly Dictionary<string, float[]> _weights = [];
    private readonly CounterRandom _random = CounterRandom.For(7, "naive", "weights");

    public int Layers { get; init; } = 3;

    public int Hidden { get; init; } = 64;

    public int Heads { get; init; } = 4;

    public int KvHeads { get; init; } = 2;

    public int HeadDim { get; init; } = 32;

    public int Intermediate { get; init; } = 96;

    public int Vocabulary { get; init; } = 211;

    /// <summary>Columns of a head that are turned.</summary>
    public int Turned { get; init; } = 32;

    public double Theta { get; init; } = 10000;

    /// <summary>Divides the inverse frequencies; null for none.</summary>
    public float[]? Divisors { get; init; }

    /// <summary>On cosine and sine.</summary>
    public double AttentionFactor { get; init; } = 1;

    /// <summary>Tokens that a position of a layer sees.</summary>
    public Func<int, int> Window { get; init; } = _ => int.MaxValue;

    public bool HeadNorms { get; init; }

    public bool Biased { get; init; }

    /// <summary>Queries, keys and values in one matrix, gate and up in another.</summary>
    public bool Fused { get; init; }

    /// <summary>Norms of 1 + weight, scaled embeddings, a gate of GELU, one table for embedding and output.</summary>
    public bool Gemma { get; init; }

    /// <summary>Norms behind the parts of a layer too.</summary>
    public bool FourNorms { get; init; }

    /// <summary>Scores are divided by its square root; null for the size of a head.</summary>
    public double? QueryScalar { get; init; }

    public double ScoreCap { get; init; }

    public double LogitCap { get; init; }

    /// <summary>Rotary base of a layer; null for <see cref="Theta"/> in all.</summary>
    public Func<int, double>? LayerTheta { get; init; }

    /// <summary>Divides positions of layers without a window.</summary>
    public double Stretch { get; init; } = 1;

    public int Experts { get; init; }

    public int PerToken { get; init; } = 2;

    public int ExpertSize { get; init; } = 48;

    public bool Normalized { get; init; }

    public int SharedSize { get; init; }

    public Func<int, bool> HasExperts { get; init; } = _ => true;

    /// <summary>Names of Mixtral in place of Qwen's.</summary>
    public bool MixtralNames { get; init; }

    private double Epsilon => 1e-6;

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c>.</summary>
    /// <param name="config">Fields beside the sizes, as <c>"model_type":"phi3"</c>.</param>
    public void Write(string folder, string config)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"num_hidden_layers":{{Layers}},"hidden_size":{{Hidden}},"num_attention_heads":{{Heads}},"num_key_value_heads":{{KvHeads}},"head_dim":{{HeadDim}},"intermediate_size":{{Intermediate}},
            "vocab_size":{{Vocabulary}},"rms_norm_eps":1e-6,"hidden_act":"{{(Gemma ? "gelu_pytorch_tanh" : "silu")}}","tie_word_embeddings":{{(Gemma ? "true" : "false")}},"eos_token_id":2,{{config}}}
            """);
        var shapes = new List<(string Name, int Rows, int Columns)> { ("model.embed_tokens.weight", Vocabulary, Hidden), ("model.norm.weight", 0, Hidden) };
        if (!Gemma) shapes.Insert(1, ("lm_head.weight", Vocabulary, Hidden));
        for (var l = 0; l < Layers; l++)
        {
            var (at, q, kv) = ($"model.layers.{l}.", Heads * HeadDim, KvHeads * HeadDim);
            shapes.AddRange([(at + "input_layernorm.weight", 0, Hidden), (at + "post_attention_layernorm.weight", 0, Hidden), (at + "self_attn.o_proj.weight", Hidden, q)]);
            if (Routed(l)) shapes.AddRange(ExpertShapes(at));
            else shapes.Add((at + "mlp.down_proj.weight", Hidden, Intermediate));
            if (FourNorms) shapes.AddRange([(at + "pre_feedforward_layernorm.weight", 0, Hidden), (at + "post_feedforward_layernorm.weight", 0, Hidden)]);
            if (Fused) shapes.AddRange([(at + "self_attn.qkv_proj.weight", q + 2 * kv, Hidden), (at + "mlp.gate_up_proj.weight", 2 * Intermediate, Hidden)]);
            else shapes.AddRange([(at + "self_attn.q_proj.weight", q, Hidden), (at + "self_attn.k_proj.weight", kv, Hidden), (at + "self_attn.v_proj.weight", kv, Hidden)]);
            if (!Fused && !Routed(l)) shapes.AddRange([(at + "mlp.gate_proj.weight", Intermediate, Hidden), (at + "mlp.up_proj.weight", Intermediate, Hidden)]);
            if (HeadNorms) shapes.AddRange([(at + "self_attn.q_norm.weight", 0, HeadDim), (at + "self_attn.k_norm.weight", 0, HeadDim)]);
            if (Biased) shapes.AddRange([(at + "self_attn.q_proj.bias", 0, q), (at + "self_attn.k_proj.bias", 0, kv), (at + "self_attn.v_proj.bias", 0, kv)]);
        }

        var drawn = 0UL;
        using var data = new MemoryStream();
        var head = new Dictionary<string, object>();
        foreach (var (name, rows, columns) in shapes)
        {
            var values = new float[Math.Max(rows, 1) * columns];
            for (var i = 0; i < values.Length; i++) values[i] = (float)((_random.Share(drawn++) - 0.5) * (rows == 0 ? 0.6 : 0.5) + (name.Contains("norm", StringComparison.Ordinal) && !Gemma ? 1 : 0));
            _weights[name] = values;
            var start = data.Length;
            foreach (var value in values) data.Write(BitConverter.GetBytes(value));
            head[name] = new { dtype = "F32", shape = rows == 0 ? new[] { columns } : [rows, columns], data_offsets = new[] { start, data.Length } };
        }

        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(head));
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), [.. BitConverter.GetBytes((long)json.Length), .. json, .. data.ToArray()]);
    }

    private bool Routed(int layer) => Experts > 0 && HasExperts(layer);

    private IEnumerable<(string, int, int)> ExpertShapes(string at)
    {
        var part = at + (MixtralNames ? "block_sparse_moe." : "mlp.");
        yield return (part + "gate.weight", Experts, Hidden);
        for (var e = 0; e < Experts; e++)
        {
            var (gate, up, down) = ExpertNames(part, e);
            foreach (var shape in new[] { (gate, ExpertSize, Hidden), (up, ExpertSize, Hidden), (down, Hidden, ExpertSize) }) yield return shape;
        }

        if (SharedSize == 0) yield break;
        yield return (part + "shared_expert_gate.weight", 1, Hidden);
        foreach (var shape in new[] { ("gate", SharedSize, Hidden), ("up", SharedSize, Hidden), ("down", Hidden, SharedSize) }) yield return ($"{part}shared_expert.{shape.Item1}_proj.weight", shape.Item2, shape.Item3);
    }

    private (string Gate, string Up, string Down) ExpertNames(string part, int expert) => MixtralNames
        ? ($"{part}experts.{expert}.w1.weight", $"{part}experts.{expert}.w3.weight", $"{part}experts.{expert}.w2.weight")
        : ($"{part}experts.{expert}.gate_proj.weight", $"{part}experts.{expert}.up_proj.weight", $"{part}experts.{expert}.down_proj.weight");

    /// <summary>Logits behind the last token.</summary>
    public double[] Logits(long[] ids)
    {
        var rows = ids.Select(id => Enumerable.Range(0, Hidden).Select(i => (Gemma ? Math.Sqrt(Hidden) : 1) * _weights["model.embed_tokens.weight"][id * Hidden + i]).ToArray()).ToArray();
        for (var l = 0; l < Layers; l++)
        {
            var at = $"model.layers.{l}.";
            var attended = Attend(l, [.. rows.Select(r => Norm(r, at + "input_layernorm.weight"))]);
            for (var t = 0; t < rows.Length; t++)
            {
                var given = Product(attended[t], at + "self_attn.o_proj.weight");
                rows[t] = Sum(rows[t], FourNorms ? Norm(given, at + "post_attention_layernorm.weight") : given);
                var normed = Norm(rows[t], at + (FourNorms ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight"));
                var fed = Routed(l) ? Route(normed, at + (MixtralNames ? "block_sparse_moe." : "mlp.")) : Gated(
                    Part(normed, at + "mlp.gate_up_proj.weight", at + "mlp.gate_proj.weight", 0, Intermediate),
                    Part(normed, at + "mlp.gate_up_proj.weight", at + "mlp.up_proj.weight", Intermediate, Intermediate), at + "mlp.down_proj.weight");
                rows[t] = Sum(rows[t], FourNorms ? Norm(fed, at + "post_feedforward_layernorm.weight") : fed);
            }
        }

        var logits = Product(Norm(rows[^1], "model.norm.weight"), Gemma ? "model.embed_tokens.weight" : "lm_head.weight");
        return LogitCap > 0 ? [.. logits.Select(v => LogitCap * Math.Tanh(v / LogitCap))] : logits;
    }

    private double[] Gated(double[] gate, double[] up, string down) => Product([.. gate.Zip(up, (g, u) => (Gemma ? Gelu(g) : Silu(g)) * u)], down);

    private static double Silu(double v) => v / (1 + Math.Exp(-v));

    private static double Gelu(double v) => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)));

    /// <summary>The experts with the largest share of the softmax, each by its share, and the shared one by its gate.</summary>
    private double[] Route(double[] input, string part)
    {
        var scores = Product(input, part + "gate.weight").Select(Math.Exp).ToArray();
        var shares = scores.Select(s => s / scores.Sum()).ToArray();
        var chosen = Enumerable.Range(0, Experts).OrderByDescending(e => shares[e]).Take(PerToken).ToArray();
        var all = Normalized ? chosen.Sum(e => shares[e]) : 1;
        var sum = new double[Hidden];
        foreach (var e in chosen)
        {
            var (gate, up, down) = ExpertNames(part, e);
            sum = Sum(sum, [.. Gated(Product(input, gate), Product(input, up), down).Select(v => v * shares[e] / all)]);
        }

        if (SharedSize == 0) return sum;
        var open = 1 / (1 + Math.Exp(-Product(input, part + "shared_expert_gate.weight")[0]));
        return Sum(sum, [.. Gated(Product(input, part + "shared_expert.gate_proj.weight"), Product(input, part + "shared_expert.up_proj.weight"), part + "shared_expert.down_proj.weight").Select(v => v * open)]);
    }

    private double[][] Attend(int layer, double[][] input)
    {
        var (at, q, kv) = ($"model.layers.{layer}.self_attn.", Heads * HeadDim, KvHeads * HeadDim);
        var queries = input.Select((r, t) => Turn(Normed(Biases(Part(r, at + "qkv_proj.weight", at + "q_proj.weight", 0, q), at + "q_proj.bias"), at + "q_norm.weight"), t, layer)).ToArray();
        var keys = input.Select((r, t) => Turn(Normed(Biases(Part(r, at + "qkv_proj.weight", at + "k_proj.weight", q, kv), at + "k_proj.bias"), at + "k_norm.weight"), t, layer)).ToArray();
        var values = input.Select(r => Biases(Part(r, at + "qkv_proj.weight", at + "v_proj.weight", q + kv, kv), at + "v_proj.bias")).ToArray();
        var result = input.Select(_ => new double[q]).ToArray();
        for (var t = 0; t < input.Length; t++)
            for (var h = 0; h < Heads; h++)
            {
                var shared = h / (Heads / KvHeads);
                var first = Math.Max(0, (long)t - Window(layer) + 1);
                var weights = Enumerable.Range((int)first, t - (int)first + 1).Select(s => Math.Exp(Capped(Enumerable.Range(0, HeadDim).Sum(i => queries[t][h * HeadDim + i] * keys[s][shared * HeadDim + i]) / Math.Sqrt(QueryScalar ?? HeadDim)))).ToArray();
                for (var i = 0; i < HeadDim; i++) result[t][h * HeadDim + i] = weights.Select((w, s) => w * values[(int)first + s][shared * HeadDim + i]).Sum() / weights.Sum();
            }

        return result;
    }

    /// <summary>Turns column i with column i + Turned / 2 of each head; columns from Turned on stay.</summary>
    private double[] Turn(double[] heads, int position, int layer)
    {
        var stretch = Window(layer) == int.MaxValue ? Stretch : 1;
        var turned = heads.ToArray();
        for (var h = 0; h < heads.Length; h += HeadDim)
            for (var i = 0; i < Turned / 2; i++)
            {
                var angle = position / stretch * Math.Pow(LayerTheta?.Invoke(layer) ?? Theta, -2.0 * i / Turned) / (Divisors?[i] ?? 1);
                var (cos, sin) = (Math.Cos(angle) * AttentionFactor, Math.Sin(angle) * AttentionFactor);
                var (a, b) = (heads[h + i], heads[h + i + Turned / 2]);
                (turned[h + i], turned[h + i + Turned / 2]) = (a * cos - b * sin, b * cos + a * sin);
            }

        return turned;
    }

    private double Capped(double score) => ScoreCap > 0 ? ScoreCap * Math.Tanh(score / ScoreCap) : score;

    private double[] Part(double[] input, string fused, string alone, int from, int rows) =>
        Fused ? [.. Product(input, fused).Skip(from).Take(rows)] : Product(input, alone);

    private double[] Biases(double[] values, string name) => _weights.TryGetValue(name, out var bias) ? [.. values.Zip(bias, (v, b) => v + b)] : values;

    private double[] Normed(double[] heads, string name) => HeadNorms ? [.. heads.Chunk(HeadDim).SelectMany(h => Norm(h, name))] : heads;

    private double[] Norm(double[] row, string name)
    {
        var scale = 1 / Math.Sqrt(row.Sum(v => v * v) / row.Length + Epsilon);
        return [.. row.Zip(_weights[name], (v, w) => v * scale * (Gemma ? 1 + w : w))];
    }

    private double[] Product(double[] input, string name)
    {
        var weight = _weights[name];
        return [.. Enumerable.Range(0, weight.Length / input.Length).Select(r => input.Select((v, c) => v * weight[r * input.Length + c]).Sum())];
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
