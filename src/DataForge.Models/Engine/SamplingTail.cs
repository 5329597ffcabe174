using DataForge.Models.Onnx;

namespace DataForge.Models.Engine;

/// <summary>Nodes behind a generator's logits that leave on the device what a draw seldom needs: the 64 largest scaled logits and the logarithm of the whole mass come to the host.</summary>
/// <remarks>
/// Input <c>inverse_temperature</c> [rows, 1]; outputs <c>top_values</c>, <c>top_ids</c> [rows, 64] descending (lower id first on ties) and <c>log_mass</c> [rows, 1].
/// Used where logits lie in a device's memory: 256 rows of a vocabulary of 152,000 would be 156 MB a step. On the CPU the host reads the row where it lies.
/// </remarks>
internal static class SamplingTail
{
    private const int Kept = 64;

    public static int Count(int vocabulary) => Math.Min(Kept, vocabulary);

    /// <summary>The model with the nodes added.</summary>
    public static byte[] Append(byte[] model, int vocabulary)
    {
        var count = Count(vocabulary);
        var graph = new OnnxGraph();
        graph.Input("inverse_temperature", OnnxType.Float, "rows", "1");
        var scaled = graph.Node("Mul", "tail.scaled", ["logits", "inverse_temperature"]);
        graph.Node("TopK", ["top_values", "top_ids"], [scaled, graph.Constant<long>("tail.count", OnnxType.Int64, [1], [count])], ("axis", -1), ("largest", 1), ("sorted", 1));
        graph.Node("ReduceLogSumExp", "log_mass", [scaled, graph.Constant<long>("tail.axis", OnnxType.Int64, [1], [-1])], ("keepdims", 1));
        graph.Output("top_values", OnnxType.Float, "rows", $"{count}");
        graph.Output("top_ids", OnnxType.Int64, "rows", $"{count}");
        graph.Output("log_mass", OnnxType.Float, "rows", "1");
        return [.. model, .. graph.ToAppendix()];
    }
}
