using System.Buffers.Binary;
using System.Text;

namespace DataForge.DefaultEmbedder;

/// <summary>One weight in single precision, row by row.</summary>
internal sealed record Tensor(int[] Shape, byte[] Bytes);

/// <summary>The float weights of an exported graph under the names that they have in the checkpoint.</summary>
/// <remarks>
/// Fields are those of onnx.proto3. The exporter transposes a linear layer's matrix and gives it a number for a name; the bias that is added to the product
/// keeps the layer's: <c>encoder.layer.0.attention.self.query.bias</c>.
/// </remarks>
internal static class OnnxWeights
{
    private const int ModelGraph = 7, GraphNode = 1, GraphInitializer = 5, NodeInput = 1, NodeOutput = 2, NodeOperator = 4, TensorDimension = 1, TensorType = 2, TensorName = 8, TensorRaw = 9, Float = 1;
    private const string Bias = ".bias";

    public static SortedDictionary<string, Tensor> Read(byte[] model)
    {
        var graph = Fields(model).Single(f => f.Number == ModelGraph).Bytes;
        var layers = new Dictionary<string, string>(StringComparer.Ordinal);
        var weights = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        var products = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in Parts(graph, GraphNode))
        {
            var fields = Fields(node).ToList();
            string[] inputs = [.. Texts(fields, NodeInput)];
            switch (Texts(fields, NodeOperator).FirstOrDefault())
            {
                case "MatMul":
                    products[Texts(fields, NodeOutput).First()] = inputs[1];
                    break;
                case "Add" when inputs.FirstOrDefault(products.ContainsKey) is { } product && inputs.FirstOrDefault(i => i.EndsWith(Bias, StringComparison.Ordinal)) is { } bias:
                    layers[products[product]] = bias[..^Bias.Length] + ".weight";
                    break;
            }
        }

        foreach (var tensor in Parts(graph, GraphInitializer))
        {
            var fields = Fields(tensor).ToList();
            if (fields.First(f => f.Number == TensorType).Value != Float) continue;
            int[] shape = [.. fields.Where(f => f.Number == TensorDimension).SelectMany(Dimensions)];
            var bytes = fields.First(f => f.Number == TensorRaw).Bytes.ToArray();
            var name = Texts(fields, TensorName).First();
            weights[layers.GetValueOrDefault(name, name)] = layers.ContainsKey(name) ? Transposed(shape, bytes) : new Tensor(shape, bytes);
        }

        return weights;
    }

    private static Tensor Transposed(int[] shape, byte[] bytes)
    {
        var (rows, columns) = (shape[0], shape[1]);
        var turned = new byte[bytes.Length];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                bytes.AsSpan(4 * ((r * columns) + c), 4).CopyTo(turned.AsSpan(4 * ((c * rows) + r)));
        return new Tensor([columns, rows], turned);
    }

    private static IEnumerable<string> Texts(List<Field> fields, int number) => fields.Where(f => f.Number == number).Select(f => Encoding.UTF8.GetString(f.Bytes.Span));

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> message, int number) => Fields(message).Where(f => f.Number == number).Select(f => f.Bytes);

    /// <summary>A dimension, or several packed into one field.</summary>
    private static IEnumerable<int> Dimensions(Field field)
    {
        if (field.Bytes.IsEmpty) return [(int)field.Value];
        var at = 0;
        var all = new List<int>();
        while (at < field.Bytes.Length) all.Add((int)Varint(field.Bytes.Span, ref at));
        return all;
    }

    private readonly record struct Field(int Number, long Value, ReadOnlyMemory<byte> Bytes);

    private static IEnumerable<Field> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new Field(number, Varint(message.Span, ref at), default);
                    break;
                case 1:
                    yield return new Field(number, BinaryPrimitives.ReadInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    yield return new Field(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return new Field(number, BinaryPrimitives.ReadInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7} is not read");
            }
        }
    }

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
