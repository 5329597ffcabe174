using DataForge.Models.Onnx;
using DataForge.Models.Safetensors;

namespace DataForge.Models.Import;

/// <summary>Decides for each weight where its bytes lie (in the original file, or converted) and which operator reads them.</summary>
internal sealed class WeightPlacer(OnnxGraph graph, WeightFiles files, Precision precision)
{
    private readonly OnnxType _type = precision.Compute();
    private readonly HashSet<string> _cast = [];

    /// <summary>Type of activations.</summary>
    public OnnxType Type => _type;

    /// <summary>Rows of a table by id. A 16-bit table stays as it is; only the rows taken are widened.</summary>
    public string Embedding(Weight table, string ids)
    {
        var stored = table.InPlace ? Onnx(table.Type) : _type;
        var rows = graph.Node("Gather", stored == _type ? "embedded" : "embedded.stored", [Place(table, stored, 2), ids], ("axis", 0));
        return stored == _type ? rows : graph.Node("Cast", "embedded", [rows], ("to", (int)_type));
    }

    /// <summary>input · weightᵀ + bias, in the model's precision. The output head is at least 8 bits: four cost it more than they save.</summary>
    public string Linear(string input, string name, Weight weight, Weight? bias, bool isHead)
    {
        if (precision is not (Precision.Int8 or Precision.Int4)) return Exact(input, name, weight, bias);
        var product = Quantized(input, name, bias is null ? name : name + ".product", weight, precision == Precision.Int8 || isHead ? 8 : 4);
        return bias is null ? product : graph.Node("Add", name, [product, Vector(bias)]);
    }

    /// <summary>input · weightᵀ + bias, unquantized.</summary>
    public string Exact(string input, string name, Weight weight, Weight? bias)
    {
        var product = graph.Contrib("FusedMatMul", bias is null ? name : name + ".product", [input, Widened(weight, 2)], ("transB", 1));
        return bias is null ? product : graph.Node("Add", name, [product, Vector(bias)]);
    }

    /// <summary>A vector in the type of the activations.</summary>
    public string Vector(Weight vector) => Widened(vector, 1);

    private string Widened(Weight weight, int rank)
    {
        if (!weight.InPlace || Onnx(weight.Type) == _type) return Place(weight, _type, rank);
        var widened = weight.Name + ".widened";
        if (_cast.Add(weight.Name)) graph.Node("Cast", widened, [Place(weight, Onnx(weight.Type), rank)], ("to", (int)_type));
        return widened;
    }

    private string Place(Weight weight, OnnxType type, int rank)
    {
        if (graph.HasInitializer(weight.Name)) return weight.Name;
        ReadOnlySpan<long> shape = rank == 1 ? [weight.WantedColumns] : [weight.WantedRows, weight.WantedColumns];
        if (weight.InPlace && Onnx(weight.Type) == type)
            return graph.External(weight.Name, type, shape, files.Link(weight.Path), weight.OffsetBytes, weight.LengthBytes);
        var (offset, length) = files.Convert(weight, type);
        return graph.External(weight.Name, type, shape, WeightFiles.Converted, offset, length);
    }

    private string Quantized(string input, string name, string output, Weight weight, int bits)
    {
        var blocks = BlockQuantizer.Quantize(weight, bits);
        var perRow = (weight.WantedColumns + BlockQuantizer.BlockSize - 1) / BlockQuantizer.BlockSize;
        var blob = BlockQuantizer.BlockSize * bits / 8;
        List<string> inputs = [input, Data(".blocks", OnnxType.UInt8, [weight.WantedRows, perRow, blob], blocks.Quants), Data(".scales", OnnxType.Float, [weight.WantedRows * perRow], blocks.ScaleBytes)];
        if (blocks.ZeroPoints is { } zeros) inputs.Add(Data(".zeros", OnnxType.UInt8, [zeros.Length], zeros));
        return graph.Contrib("MatMulNBits", output, [.. inputs],
            ("K", weight.WantedColumns), ("N", weight.WantedRows), ("bits", bits), ("block_size", BlockQuantizer.BlockSize), ("accuracy_level", 4));

        string Data(string suffix, OnnxType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
        {
            var (offset, length) = files.Append(bytes);
            return graph.External(name + suffix, type, shape, WeightFiles.Converted, offset, length);
        }
    }

    private static OnnxType Onnx(StoredType type) => type switch
    {
        StoredType.F16 => OnnxType.Float16,
        StoredType.BF16 => OnnxType.BFloat16,
        _ => OnnxType.Float,
    };
}
