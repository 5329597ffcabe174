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

    private double Epsilon => 1e-6;

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c>.</summary>
    /// <param name="config">Fields beside the sizes, as <c>"model_type":"phi3"</c>.</param>
    public void Write(string folder, string config)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"num_hidden_layers":{{Layers}},"hidden_size":{{Hidden}},"num_attention_heads":{{Heads}},"num_key_value_heads":{{KvHeads}},"head_dim":{{HeadDim}},"intermediate_size":{{Intermediate}},
            "vocab_size":{{Vocabulary}},"rms_norm_eps":1e-6,"hidden_act":"silu","tie_word_embeddings":false,"eos_token_id":2,{{config}}}
            """);
        var shapes = new List<(string Name, int Rows, int Columns)> { ("model.embed_tokens.weight", Vocabulary, Hidden), ("lm_head.weight", Vocabulary, Hidden), ("model.norm.weight", 0, Hidden) };
        for (var l = 0; l < Layers; l++)
        {
            var (at, q, kv) = ($"model.layers.{l}.", Heads * HeadDim, KvHeads * HeadDim);
            shapes.AddRange([(at + "input_layernorm.weight", 0, Hidden), (at + "post_attention_layernorm.weight", 0, Hidden), (at + "self_attn.o_proj.weight", Hidden, q), (at + "mlp.down_proj.weight", Hidden, Intermediate)]);
            if (Fused) shapes.AddRange([(at + "self_attn.qkv_proj.weight", q + 2 * kv, Hidden), (at + "mlp.gate_up_proj.weight", 2 * Intermediate, Hidden)]);
            else shapes.AddRange([(at + "self_attn.q_proj.weight", q, Hidden), (at + "self_attn.k_proj.weight", kv, Hidden), (at + "self_attn.v_proj.weight", kv, Hidden), (at + "mlp.gate_proj.weight", Intermediate, Hidden), (at + "mlp.up_proj.weight", Intermediate, Hidden)]);
            if (HeadNorms) shapes.AddRange([(at + "self_attn.q_norm.weight", 0, HeadDim), (at + "self_attn.k_norm.weight", 0, HeadDim)]);
            if (Biased) shapes.AddRange([(at + "self_attn.q_proj.bias", 0, q), (at + "self_attn.k_proj.bias", 0, kv), (at + "self_attn.v_proj.bias", 0, kv)]);
        }

        var drawn = 0UL;
        using var data = new MemoryStream();
        var head = new Dictionary<string, object>();
        foreach (var (name, rows, columns) in shapes)
        {
            var values = new float[Math.Max(rows, 1) * columns];
            for (var i = 0; i < values.Length; i++) values[i] = (float)((_random.Share(drawn++) - 0.5) * (rows == 0 ? 0.6 : 0.5) + (name.Contains("norm", StringComparison.Ordinal) ? 1 : 0));
            _weights[name] = values;
            var start = data.Length;
            foreach (var value in values) data.Write(BitConverter.GetBytes(value));
            head[name] = new { dtype = "F32", shape = rows == 0 ? new[] { columns } : [rows, columns], data_offsets = new[] { start, data.Length } };
        }

        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(head));
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), [.. BitConverter.GetBytes((long)json.Length), .. json, .. data.ToArray()]);
    }

    /// <summary>Logits behind the last token.</summary>
    public double[] Logits(long[] ids)
    {
        var rows = ids.Select(id => Enumerable.Range(0, Hidden).Select(i => (double)_weights["model.embed_tokens.weight"][id * Hidden + i]).ToArray()).ToArray();
        for (var l = 0; l < Layers; l++)
        {
            var at = $"model.layers.{l}.";
            var attended = Attend(l, [.. rows.Select(r => Norm(r, at + "input_layernorm.weight"))]);
            for (var t = 0; t < rows.Length; t++)
            {
                rows[t] = Sum(rows[t], Product(attended[t], at + "self_attn.o_proj.weight"));
                var normed = Norm(rows[t], at + "post_attention_layernorm.weight");
                var gate = Part(normed, at + "mlp.gate_up_proj.weight", at + "mlp.gate_proj.weight", 0, Intermediate);
                var up = Part(normed, at + "mlp.gate_up_proj.weight", at + "mlp.up_proj.weight", Intermediate, Intermediate);
                rows[t] = Sum(rows[t], Product([.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)], at + "mlp.down_proj.weight"));
            }
        }

        return Product(Norm(rows[^1], "model.norm.weight"), "lm_head.weight");
    }

    private double[][] Attend(int layer, double[][] input)
    {
        var (at, q, kv) = ($"model.layers.{layer}.self_attn.", Heads * HeadDim, KvHeads * HeadDim);
        var queries = input.Select((r, t) => Turn(Normed(Biases(Part(r, at + "qkv_proj.weight", at + "q_proj.weight", 0, q), at + "q_proj.bias"), at + "q_norm.weight"), t)).ToArray();
        var keys = input.Select((r, t) => Turn(Normed(Biases(Part(r, at + "qkv_proj.weight", at + "k_proj.weight", q, kv), at + "k_proj.bias"), at + "k_norm.weight"), t)).ToArray();
        var values = input.Select(r => Biases(Part(r, at + "qkv_proj.weight", at + "v_proj.weight", q + kv, kv), at + "v_proj.bias")).ToArray();
        var result = input.Select(_ => new double[q]).ToArray();
        for (var t = 0; t < input.Length; t++)
            for (var h = 0; h < Heads; h++)
            {
                var shared = h / (Heads / KvHeads);
                var first = Math.Max(0, (long)t - Window(layer) + 1);
                var weights = Enumerable.Range((int)first, t - (int)first + 1).Select(s => Math.Exp(Enumerable.Range(0, HeadDim).Sum(i => queries[t][h * HeadDim + i] * keys[s][shared * HeadDim + i]) / Math.Sqrt(HeadDim))).ToArray();
                for (var i = 0; i < HeadDim; i++) result[t][h * HeadDim + i] = weights.Select((w, s) => w * values[(int)first + s][shared * HeadDim + i]).Sum() / weights.Sum();
            }

        return result;
    }

    /// <summary>Turns column i with column i + Turned / 2 of each head; columns from Turned on stay.</summary>
    private double[] Turn(double[] heads, int position)
    {
        var turned = heads.ToArray();
        for (var h = 0; h < heads.Length; h += HeadDim)
            for (var i = 0; i < Turned / 2; i++)
            {
                var angle = position * Math.Pow(Theta, -2.0 * i / Turned) / (Divisors?[i] ?? 1);
                var (cos, sin) = (Math.Cos(angle) * AttentionFactor, Math.Sin(angle) * AttentionFactor);
                var (a, b) = (heads[h + i], heads[h + i + Turned / 2]);
                (turned[h + i], turned[h + i + Turned / 2]) = (a * cos - b * sin, b * cos + a * sin);
            }

        return turned;
    }

    private double[] Part(double[] input, string fused, string alone, int from, int rows) =>
        Fused ? [.. Product(input, fused).Skip(from).Take(rows)] : Product(input, alone);

    private double[] Biases(double[] values, string name) => _weights.TryGetValue(name, out var bias) ? [.. values.Zip(bias, (v, b) => v + b)] : values;

    private double[] Normed(double[] heads, string name) => HeadNorms ? [.. heads.Chunk(HeadDim).SelectMany(h => Norm(h, name))] : heads;

    private double[] Norm(double[] row, string name)
    {
        var scale = 1 / Math.Sqrt(row.Sum(v => v * v) / row.Length + Epsilon);
        return [.. row.Zip(_weights[name], (v, w) => v * scale * w)];
    }

    private double[] Product(double[] input, string name)
    {
        var weight = _weights[name];
        return [.. Enumerable.Range(0, weight.Length / input.Length).Select(r => input.Select((v, c) => v * weight[r * input.Length + c]).Sum())];
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
