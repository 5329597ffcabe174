using DataForge.Models.Onnx;

namespace DataForge.Models.Import;

/// <summary>Writes a decoder of the Llama family as an ONNX graph over slot buffers of keys and values.</summary>
/// <remarks>
/// Inputs: <c>input_ids</c> [batch, sequence], <c>seqlens_k</c> [batch] (last valid position of each row), <c>total_sequence_length</c>,
/// <c>rows</c> [n] (positions of batch × sequence whose outputs are wanted, so that the head is not computed for the others), and per layer
/// <c>past_key.i</c>, <c>past_value.i</c> [batch, kvHeads, slotTokens, headDim], to be bound to the same memory as <c>present_…</c>.
/// Output: <c>logits</c> [n, vocabulary] or <c>scores</c> [n, labels], in single precision.
/// </remarks>
internal sealed class DecoderGraph
{
    private readonly ModelConfig _config;
    private readonly WeightSet _weights;
    private readonly WeightPlacer _placer;
    private readonly OnnxGraph _graph = new();
    private readonly OnnxType _type;
    private readonly int _headDim;

    private DecoderGraph(ModelConfig config, WeightSet weights, WeightFiles files, Precision precision)
    {
        _config = config;
        _headDim = HeadPadding.Padded(config.HeadDim);
        _weights = weights;
        _type = precision.Compute();
        _placer = new WeightPlacer(_graph, files, precision);
    }

    /// <summary>Builds the graph and puts its weights beside it.</summary>
    /// <exception cref="Core.ForgeException">A weight is missing or has an unexpected shape.</exception>
    public static byte[] Write(ModelConfig config, WeightSet weights, WeightFiles files, Precision precision) => new DecoderGraph(config, weights, files, precision).Build(files);

    private byte[] Build(WeightFiles files)
    {
        _graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        _graph.Input("seqlens_k", OnnxType.Int32, "batch");
        _graph.Input("total_sequence_length", OnnxType.Int32);
        _graph.Input("rows", OnnxType.Int64, "rows");
        RotaryTables(files);
        var sum = _placer.Embedding(_weights.Matrix("model.embed_tokens.weight", _config.Vocabulary, _config.Hidden), "input_ids");
        if (_config.Gemma is not null) sum = _graph.Node("Mul", "embedded.scaled", [sum, Number("embedding.scale", Math.Sqrt(_config.Hidden))]);
        var normed = _graph.Node("SimplifiedLayerNormalization", "norm.0.a", [sum, Vector("model.layers.0.input_layernorm.weight", _config.Hidden)], NormAttributes());
        for (var layer = 0; layer < _config.Layers; layer++) (sum, normed) = Layer(layer, sum, normed);
        Head(normed);
        return _graph.ToModel("forge-model");
    }

    private (string Sum, string Normed) Layer(int layer, string sum, string normed)
    {
        var at = $"model.layers.{layer}.";
        var attended = Normed(Linear(Attention(layer, at + "self_attn.", normed), at + "self_attn.o_proj", _config.Hidden, _config.Heads * _config.HeadDim), at + "post_attention_layernorm.weight");
        var (middle, second) = AddAndNorm($"{layer}.b", sum, attended, at + (HasFourNorms ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight"));
        var given = _config.HasExperts(layer)
            ? new ExpertLayer(_graph, _weights, _placer, _config, Linear).Write(at + "mlp.", second)
            : FeedForward(layer, at + "mlp.", second);
        var next = layer + 1 < _config.Layers ? $"model.layers.{layer + 1}.input_layernorm.weight" : "model.norm.weight";
        return AddAndNorm($"{layer + 1}.a", middle, Normed(given, at + "post_feedforward_layernorm.weight"), next);
    }

    private bool HasFourNorms => _config.Gemma?.FourNorms == true;

    /// <summary>What a part of a layer gives, normed where the family does so before it is added.</summary>
    private string Normed(string given, string weight) =>
        HasFourNorms ? _graph.Node("SimplifiedLayerNormalization", weight + ".given", [given, Vector(weight, _config.Hidden)], NormAttributes()) : given;

    private string FeedForward(int layer, string at, string input)
    {
        var gate = Linear(input, at + "gate_proj", _config.Intermediate, _config.Hidden);
        var up = Linear(input, at + "up_proj", _config.Intermediate, _config.Hidden);
        var bent = _config.Gemma is null ? _graph.Contrib("QuickGelu", $"silu.{layer}", [gate], ("alpha", 1f)) : _graph.Contrib("FastGelu", $"gelu.{layer}", [gate]);
        return Linear(_graph.Node("Mul", $"glu.{layer}", [bent, up]), at + "down_proj", _config.Hidden, _config.Intermediate);
    }

    private string Attention(int layer, string at, string input)
    {
        var (heads, kvHeads) = (_config.Heads, _config.KvHeads);
        var q = HeadNorm(Linear(input, at + "q_proj", heads * _config.HeadDim, _config.Hidden), at + "q_norm.weight", heads);
        var k = HeadNorm(Linear(input, at + "k_proj", kvHeads * _config.HeadDim, _config.Hidden), at + "k_norm.weight", kvHeads);
        var v = Linear(input, at + "v_proj", kvHeads * _config.HeadDim, _config.Hidden);
        string[] shape = ["batch", kvHeads.ToString(), "slot_tokens", _headDim.ToString()];
        _graph.Input($"past_key.{layer}", _type, shape);
        _graph.Input($"past_value.{layer}", _type, shape);
        _graph.Output($"present_key.{layer}", _type, shape);
        _graph.Output($"present_value.{layer}", _type, shape);
        var output = $"attention.{layer}";
        var window = _config.WindowOf(layer);
        var rope = window > 0 && _config.Gemma?.WindowRope is not null ? "rope.window" : "rope";
        List<(string, object)> attributes =
        [
            ("num_heads", heads), ("kv_num_heads", kvHeads), ("do_rotary", 1), ("rotary_interleaved", 0),
            ("scale", (float)(1 / Math.Sqrt(_config.Gemma?.QueryScalar ?? _config.HeadDim))), ("local_window_size", window > 0 ? window : -1),
        ];
        if (_config.Gemma is { ScoreCap: > 0 and var cap }) attributes.Add(("softcap", (float)cap));
        _graph.Contrib("GroupQueryAttention", [output, $"present_key.{layer}", $"present_value.{layer}"],
            [q, k, v, $"past_key.{layer}", $"past_value.{layer}", "seqlens_k", "total_sequence_length", rope + ".cos", rope + ".sin"], [.. attributes]);
        return output;
    }

    private string HeadNorm(string input, string weight, int heads)
    {
        if (!_config.HeadNorms) return input;
        var split = _graph.Node("Reshape", input + ".heads", [input, _graph.Constant<long>($"split.{heads}", OnnxType.Int64, [4], [0, 0, heads, _headDim])]);
        var normed = _graph.Node("SimplifiedLayerNormalization", input + ".normed", [split, Vector(weight, _headDim)], NormAttributes());
        return _graph.Node("Reshape", input + ".joined", [normed, _graph.Constant<long>($"join.{heads}", OnnxType.Int64, [3], [0, 0, heads * _headDim])]);
    }

    private void Head(string normed)
    {
        var flat = _graph.Node("Reshape", "flat", [normed, _graph.Constant<long>("flat.shape", OnnxType.Int64, [2], [-1, _config.Hidden])]);
        var picked = _graph.Node("Gather", "picked", [flat, "rows"], ("axis", 0));
        if (_config.Task == ModelTask.Generate)
        {
            var head = _config.Tied ? "model.embed_tokens.weight" : "lm_head.weight";
            var cap = _config.Gemma?.LogitCap ?? 0;
            var logits = _placer.Linear(picked, _type == OnnxType.Float && cap == 0 ? "logits" : "lm_head", _weights.Matrix(head, _config.Vocabulary, _config.Hidden), null, isHead: true);
            Finish("logits", cap > 0 ? Capped(logits, cap) : logits, _config.Vocabulary);
            return;
        }

        if (_config.Task == ModelTask.Classify)
        {
            var plain = _weights.Matrix("score.weight", _config.Labels, _config.Hidden);
            Finish("scores", _placer.Exact(picked, "score", plain, Bias("score.bias", _config.Labels)), _config.Labels);
            return;
        }

        var first = _placer.Exact(picked, "score.0", _weights.Matrix("score.0.weight", _config.Hidden, _config.Hidden), Bias("score.0.bias", _config.Hidden));
        var positive = _graph.Node("Relu", "score.1", [first]);
        var second = _placer.Exact(positive, "score.2", _weights.Matrix("score.2.weight", _config.Labels, _config.Hidden), Bias("score.2.bias", _config.Labels));
        Finish("scores", _config.Task == ModelTask.ProcessReward ? _graph.Node("Softmax", "score.3", [second], ("axis", -1)) : second, _config.Labels);
    }

    /// <summary>cap · tanh(logits / cap).</summary>
    private string Capped(string logits, double cap)
    {
        var bent = _graph.Node("Tanh", "lm_head.bent", [_graph.Node("Div", "lm_head.small", [logits, Number("logit.cap", cap)])]);
        return _graph.Node("Mul", _type == OnnxType.Float ? "logits" : "lm_head.capped", [bent, Number("logit.cap", cap)]);
    }

    /// <summary>One number in the type of the activations.</summary>
    private string Number(string name, double value)
    {
        using var bytes = new MemoryStream();
        FloatWriter.Write(bytes, [(float)value], _type);
        return _graph.Constant<byte>(name, _type, [], bytes.ToArray());
    }

    private void Finish(string output, string value, int width)
    {
        if (value != output) _graph.Node("Cast", output, [value], ("to", (int)OnnxType.Float));
        _graph.Output(output, OnnxType.Float, "rows", width.ToString());
    }

    private string Linear(string input, string name, int rows, int columns)
    {
        var weight = _weights.Matrix(name + ".weight", rows, columns);
        return _placer.Linear(input, name, weight, Bias(name + ".bias", rows), isHead: false);
    }

    private Weight? Bias(string name, int size) => _weights.Has(name) ? _weights.Vector(name, size) : null;

    private string Vector(string name, int size) => _placer.Vector(_weights.Vector(name, size));

    private (string Sum, string Normed) AddAndNorm(string name, string sum, string added, string weight)
    {
        _graph.Contrib("SkipSimplifiedLayerNormalization", [$"norm.{name}", "", "", $"sum.{name}"], [sum, added, Vector(weight, _config.Hidden)], ("epsilon", (float)_config.RmsEpsilon));
        return ($"sum.{name}", $"norm.{name}");
    }

    private (string, object)[] NormAttributes() => [("axis", -1), ("epsilon", (float)_config.RmsEpsilon), ("stash_type", 1)];

    private void RotaryTables(WeightFiles files)
    {
        Tables(files, "rope", _config.Rope);
        if (_config.Gemma?.WindowRope is { } other) Tables(files, "rope.window", other);
    }

    private void Tables(WeightFiles files, string at, RopeScaling rope)
    {
        // The operator turns twice as many columns of a head as the tables have.
        var columns = (_config.RotaryDim ?? _headDim) / 2;
        var (cosines, sines) = RopeTable.Build(rope, _config.RotaryDim ?? _config.HeadDim, columns, _config.MaxPositions);
        Table(at + ".cos", cosines);
        Table(at + ".sin", sines);

        void Table(string name, float[] values)
        {
            using var bytes = new MemoryStream();
            FloatWriter.Write(bytes, values, _type);
            var (offset, length) = files.Append(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
            _graph.External(name, _type, [_config.MaxPositions, columns], WeightFiles.Converted, offset, length);
        }
    }
}
