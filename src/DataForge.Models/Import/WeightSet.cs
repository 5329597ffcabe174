using DataForge.Core;
using DataForge.Models.Safetensors;

namespace DataForge.Models.Import;

/// <summary>A model's weights by their Hugging Face names, with shapes checked when they are taken.</summary>
internal sealed class WeightSet
{
    private readonly string _source;
    private readonly Dictionary<string, Weight> _weights;

    public WeightSet(string source, IEnumerable<Weight> weights)
    {
        _source = source;
        _weights = weights.ToDictionary(w => w.Name, StringComparer.Ordinal);
    }

    public static WeightSet FromSafetensors(string directory) => new(directory, SafetensorsFile.OpenDirectory(directory).Values
        .Where(e => e.Shape.Count is 1 or 2)
        .Select(e => new Weight(
            e.Name.StartsWith("model.", StringComparison.Ordinal) || e.Name.StartsWith("lm_head.", StringComparison.Ordinal) || e.Name.StartsWith("score.", StringComparison.Ordinal) ? e.Name : "model." + e.Name,
            e.Type,
            e.Shape.Count == 2 ? checked((int)e.Shape[0]) : 1,
            checked((int)e.Shape[^1]),
            e.Path,
            e.OffsetBytes,
            e.LengthBytes,
            e.Type switch { StoredType.F32 => RowDecoders.F32, StoredType.F16 => RowDecoders.F16, _ => RowDecoders.BF16 })));

    public bool Has(string name) => _weights.ContainsKey(name);

    public Weight Matrix(string name, int rows, int columns) => Take(name, rows, columns);

    public Weight Vector(string name, int size) => Take(name, 1, size);

    /// <summary>The same weights, some of them changed.</summary>
    public WeightSet Select(Func<Weight, Weight> change) => new(_source, _weights.Values.Select(change));

    private Weight Take(string name, int rows, int columns)
    {
        if (!_weights.TryGetValue(name, out var weight)) throw new ForgeException($"{_source}: weight {name} is missing");
        if (weight.Rows == rows && weight.Columns == columns) return weight;
        throw new ForgeException($"{_source}: weight {name} is {weight.Rows} × {weight.Columns}, config.json asks for {rows} × {columns}");
    }
}
