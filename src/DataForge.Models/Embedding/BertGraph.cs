using System.Runtime.InteropServices;

using DataForge.Models.Import;
using DataForge.Models.Onnx;

namespace DataForge.Models.Embedding;

/// <summary>Writes a BERT encoder as an ONNX graph from token ids to one vector a text.</summary>
/// <remarks>
/// Input: <c>input_ids</c> [batch, sequence]; all texts of a batch have the same length, so nothing is padded or masked. Output: <c>vector</c> [batch, hidden], not yet of length 1.
/// At int8 the linear layers multiply 8-bit integers: weights with a scale for each output, activations with one for the tensor, found anew at each run. So a batch of an
/// int8 graph is one text, or its vectors would depend on each other.
/// </remarks>
internal sealed class BertGraph
{
    private const int WeightLevels = 63; // of 127: pairs of products then fit the 16 bits that processors without VNNI add them in
    private readonly EmbedderConfig _config;
    private readonly WeightSet _weights;
    private readonly WeightFiles _files;
    private readonly WeightPlacer _placer;
    private readonly OnnxGraph _graph = new();
    private readonly bool _quantized;

    private BertGraph(EmbedderConfig config, WeightSet weights, WeightFiles files, bool quantized)
    {
        (_config, _weights, _files, _quantized) = (config, weights, files, quantized);
        _placer = new WeightPlacer(_graph, files, Precision.Fp32);
    }

    /// <summary>Builds the graph and puts its weights beside it.</summary>
    /// <param name="weights">Named as <see cref="WeightSet.FromSafetensors"/> does: <c>model.encoder.layer.0…</c>.</param>
    /// <exception cref="Core.ForgeException">A weight is missing or has an unexpected shape.</exception>
    public static byte[] Write(EmbedderConfig config, WeightSet weights, WeightFiles files, bool quantized) => new BertGraph(config, weights, files, quantized).Build();

    private byte[] Build()
    {
        _graph.Input("input_ids", OnnxType.Int64, "batch", "sequence");
        var hidden = Embedded();
        for (var layer = 0; layer < _config.Layers; layer++) hidden = Layer($"model.encoder.layer.{layer}.", hidden);
        if (_config.Pooling == Pooling.Mean)
            _graph.Node("ReduceMean", "vector", [hidden, _graph.Constant<long>("axis.sequence", OnnxType.Int64, [1], [1])], ("keepdims", 0));
        else
            _graph.Node("Gather", "vector", [hidden, _graph.Constant<long>("first", OnnxType.Int64, [], [0])], ("axis", 1));
        _graph.Output("vector", OnnxType.Float, "batch", $"{_config.Hidden}");
        return _graph.ToModel("forge-model");
    }

    /// <summary>Word and position vectors; all tokens have the first token type.</summary>
    private string Embedded()
    {
        const string at = "model.embeddings.";
        var words = _placer.Embedding(_weights.Matrix(at + "word_embeddings.weight", _config.Vocabulary, _config.Hidden), "input_ids");
        var length = _graph.Node("Shape", "length", ["input_ids"], ("start", 1), ("end", 2));
        var places = _graph.Node("Slice", "places", [Places(at), _graph.Constant<long>("zero", OnnxType.Int64, [1], [0]), length, _graph.Constant<long>("axis.rows", OnnxType.Int64, [1], [0])]);
        var sum = _graph.Node("Add", "words.placed", [words, places]);
        return _graph.Node("LayerNormalization", "embedded.normed", [sum, Vector(at + "LayerNorm.weight"), Vector(at + "LayerNorm.bias")], ("axis", -1), ("epsilon", _config.Epsilon));
    }

    /// <summary>A table of position vectors, the first token type's added to each.</summary>
    private string Places(string at)
    {
        var type = new float[_config.Hidden];
        _weights.Matrix(at + "token_type_embeddings.weight", _config.Types, _config.Hidden).ForEachRow((row, values) =>
        {
            if (row == 0) values.CopyTo(type);
        });
        var table = new float[_config.Positions * _config.Hidden];
        _weights.Matrix(at + "position_embeddings.weight", _config.Positions, _config.Hidden).ForEachRow((row, values) =>
        {
            for (var c = 0; c < values.Length; c++) table[(row * values.Length) + c] = values[c] + type[c];
        });
        return Data("positions", OnnxType.Float, [_config.Positions, _config.Hidden], MemoryMarshal.AsBytes(table.AsSpan()));
    }

    private string Layer(string at, string input)
    {
        var (hidden, wide) = (_config.Hidden, _config.Intermediate);
        var attended = _graph.Contrib("MultiHeadAttention", at + "attended", Projected(at + "attention.self.", input), ("num_heads", _config.Heads));
        var first = AddAndNorm(at + "attention.output.", input, attended, hidden);
        var inner = Linear(first, at + "intermediate.dense", [at + "intermediate.dense"], wide, hidden);
        var active = _config.Activation == "Relu" ? _graph.Node("Relu", at + "active", [inner]) : _graph.Contrib(_config.Activation, at + "active", [inner]);
        return AddAndNorm(at + "output.", first, active, wide);
    }

    /// <summary>Query, key and value, by one product where the input is quantized for it.</summary>
    private string[] Projected(string at, string input)
    {
        string[] names = [at + "query", at + "key", at + "value"];
        if (!_quantized) return [.. names.Select(n => Linear(input, n, [n], _config.Hidden, _config.Hidden))];
        var all = Linear(input, at + "all", names, _config.Hidden, _config.Hidden);
        _graph.Node("Split", names, [all], ("axis", 2), ("num_outputs", 3));
        return names;
    }

    /// <summary>norm(kept + dense(input)). Two operators: the fused one is the slower on the CPU.</summary>
    private string AddAndNorm(string at, string kept, string input, int columns)
    {
        var projected = Linear(input, at + "dense", [at + "dense"], _config.Hidden, columns);
        var sum = _graph.Node("Add", at + "sum", [projected, kept]);
        return _graph.Node("LayerNormalization", at + "normed", [sum, Vector(at + "LayerNorm.weight"), Vector(at + "LayerNorm.bias")], ("axis", -1), ("epsilon", _config.Epsilon));
    }

    /// <param name="layers">Linear layers of one input, their outputs side by side.</param>
    /// <param name="rows">Outputs of each.</param>
    private string Linear(string input, string output, string[] layers, int rows, int columns)
    {
        if (!_quantized) return _placer.Exact(input, output, _weights.Matrix(layers[0] + ".weight", rows, columns), _weights.Vector(layers[0] + ".bias", rows));
        var wide = rows * layers.Length;
        var (values, scales, biases) = (new byte[(long)wide * columns], new float[wide], new float[wide]);
        for (var i = 0; i < layers.Length; i++)
        {
            Quantize(_weights.Matrix(layers[i] + ".weight", rows, columns), values, scales, i * rows);
            _weights.Vector(layers[i] + ".bias", rows).ForEachRow((_, stored) => stored.CopyTo(biases.AsSpan(i * rows)));
        }

        return _graph.Contrib("DynamicQuantizeMatMul", output,
        [
            input, Data(output + ".int8", OnnxType.Int8, [columns, wide], values), Data(output + ".scales", OnnxType.Float, [wide], MemoryMarshal.AsBytes(scales.AsSpan())), "",
            Data(output + ".biases", OnnxType.Float, [wide], MemoryMarshal.AsBytes(biases.AsSpan())),
        ]);
    }

    private string Data(string name, OnnxType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        var (offset, length) = _files.Append(bytes);
        return _graph.External(name, type, shape, WeightFiles.Converted, offset, length);
    }

    /// <summary>Symmetric, a scale for each row (output); the matrix is turned to [columns, outputs], as the operator wants it.</summary>
    private static void Quantize(Weight weight, byte[] values, float[] scales, int at) => weight.ForEachRow((row, stored) =>
    {
        var largest = 0f;
        foreach (var value in stored) largest = Math.Max(largest, Math.Abs(value));
        var scale = scales[at + row] = largest > 0 ? largest / WeightLevels : 1;
        for (var c = 0; c < stored.Length; c++) values[((long)c * scales.Length) + at + row] = (byte)(sbyte)MathF.Round(stored[c] / scale);
    });

    private string Vector(string name) => _placer.Vector(_weights.Vector(name, _config.Hidden));
}
