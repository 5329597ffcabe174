using DataForge.Models.Onnx;

namespace DataForge.Models.Import;

/// <summary>Writes a layer of experts: each one computes the rows of the tokens that the router sends to it, and no others.</summary>
/// <remarks>
/// A row of zeros goes with every expert's rows: an expert without tokens still has a row, and one token is never alone, which in quantized products would give it other bits than among others.
/// Shares and sums are in single precision whatever the model computes in, since not every device has these operators in 16 bits.
/// Experts are added in ascending order, so a token's sum does not depend on what is computed beside it.
/// </remarks>
/// <param name="product">input, name, rows and columns of a weight → output.</param>
internal sealed class ExpertLayer(OnnxGraph graph, WeightSet weights, WeightPlacer placer, ModelConfig config, Func<string, string, int, int, string> product)
{
    private readonly ExpertShape _experts = config.Experts!;
    private readonly OnnxType _type = placer.Type;

    /// <param name="at">Prefix of the layer's weights, as <c>model.layers.3.mlp.</c>.</param>
    /// <param name="input">[batch, sequence, hidden].</param>
    /// <returns>Name of the sum, of the input's shape.</returns>
    public string Write(string at, string input)
    {
        var flat = graph.Node("Reshape", at + "flat", [input, graph.Constant<long>("flat.shape", OnnxType.Int64, [2], [-1, config.Hidden])]);
        var padded = graph.Node("Concat", at + "padded", [flat, Zeros(config.Hidden, _type)], ("axis", 0));
        var count = graph.Node("Shape", at + "count", [flat], ("start", 0), ("end", 1));
        var shares = Shares(at, flat);
        var wide = Cast(padded, at + "padded.wide", OnnxType.Float);
        var sum = graph.Node("Sub", at + "sum", [wide, wide]);
        for (var e = 0; e < _experts.Count; e++) sum = Expert(at, e, padded, count, shares, sum);
        var output = Cast(graph.Node("Slice", at + "routed", [sum, Whole("zero", 0), count, Whole("zero", 0)]), at + "routed.narrow", _type);
        if (_experts.SharedIntermediate > 0)
        {
            var open = graph.Node("Sigmoid", at + "shared.open", [placer.Exact(flat, at + "shared.gate", weights.Matrix(at + "shared_expert_gate.weight", 1, config.Hidden), null)]);
            var shared = graph.Node("Mul", at + "shared.part", [FeedForward(at + "shared_expert.", flat, _experts.SharedIntermediate), open]);
            output = graph.Node("Add", at + "both", [output, shared]);
        }

        return graph.Node("Reshape", at + "output", [output, graph.Node("Shape", at + "shape", [input])]);
    }

    /// <summary>What each expert counts for each token, [experts, tokens + 1]: 0 where it was not chosen, and in the last column.</summary>
    private string Shares(string at, string flat)
    {
        var scores = Cast(placer.Exact(flat, at + "router", weights.Matrix(at + "gate.weight", _experts.Count, config.Hidden), null), at + "router.wide", OnnxType.Float);
        var all = graph.Node("Softmax", at + "router.all", [scores], ("axis", -1));
        graph.Node("TopK", [at + "router.top", at + "router.chosen"], [all, Whole("experts", _experts.PerToken)], ("axis", -1), ("largest", 1), ("sorted", 1));
        var top = at + "router.top";
        if (_experts.Normalized) top = graph.Node("Div", at + "router.shares", [top, graph.Node("ReduceSum", at + "router.total", [top, Whole("last", -1)], ("keepdims", 1))]);
        var scattered = graph.Node("ScatterElements", at + "router.scattered", [graph.Node("Sub", at + "router.none", [all, all]), at + "router.chosen", top], ("axis", 1));
        var padded = graph.Node("Concat", at + "router.padded", [scattered, Zeros(_experts.Count, OnnxType.Float)], ("axis", 0));
        return graph.Node("Transpose", at + "router.turned", [padded]);
    }

    private string Expert(string at, int expert, string padded, string count, string shares, string sum)
    {
        var name = $"{at}experts.{expert}.";
        var share = graph.Node("Gather", name + "share", [shares, graph.Constant<long>($"expert.{expert}", OnnxType.Int64, [], [expert])], ("axis", 0));
        var found = graph.Node("Reshape", name + "found", [graph.Node("NonZero", name + "tokens", [share]), Whole("last", -1)]);
        var rows = graph.Node("Concat", name + "rows", [found, count], ("axis", 0));
        var output = FeedForward(name, graph.Node("Gather", name + "input", [padded, rows], ("axis", 0)), _experts.Intermediate);
        var weight = graph.Node("Unsqueeze", name + "weight", [graph.Node("Gather", name + "weights", [share, rows], ("axis", 0)), Whole("last", -1)]);
        var part = graph.Node("Mul", name + "part", [Cast(output, name + "output.wide", OnnxType.Float), weight]);
        return graph.Node("ScatterND", name + "sum", [sum, graph.Node("Unsqueeze", name + "places", [rows, Whole("last", -1)]), part], ("reduction", "add"));
    }

    private string FeedForward(string at, string input, int size)
    {
        var gate = product(input, at + "gate_proj", size, config.Hidden);
        var up = product(input, at + "up_proj", size, config.Hidden);
        var silu = graph.Contrib("QuickGelu", at + "silu", [gate], ("alpha", 1f));
        return product(graph.Node("Mul", at + "glu", [silu, up]), at + "down_proj", config.Hidden, size);
    }

    private string Whole(string name, long value) => graph.Constant<long>("whole." + name, OnnxType.Int64, [1], [value]);

    private string Zeros(int columns, OnnxType type) => type == OnnxType.Float
        ? graph.Constant<float>($"zeros.{columns}.wide", type, [1, columns], new float[columns])
        : graph.Constant<ushort>($"zeros.{columns}", type, [1, columns], new ushort[columns]);

    /// <summary>The value as it is, where the model computes in single precision.</summary>
    private string Cast(string value, string name, OnnxType type) => _type == OnnxType.Float ? value : graph.Node("Cast", name, [value], ("to", (int)type));
}
