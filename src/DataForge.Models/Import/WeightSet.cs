using DataForge.Core;
using DataForge.Models.Safetensors;

namespace DataForge.Models.Import;

/// <summary>A model's weights by their Hugging Face names, with shapes checked when they are taken.</summary>
internal sealed class WeightSet
{
    private readonly Dictionary<string, Weight> _weights;

    public WeightSet(string source, IEnumerable<Weight> weights)
    {
        Source = source;
        _weights = new Dictionary<string, Weight>(StringComparer.Ordinal);
        foreach (var weight in weights)
            if (!_weights.TryAdd(weight.Name, weight))
                throw new ForgeException($"{source}: weight {weight.Name} stands twice, once of them without \"model.\" before it");
    }

    public static WeightSet FromSafetensors(string directory) => new(directory, SafetensorsFile.OpenDirectory(directory).Values
        .Select(e => new Weight(
            e.Name.StartsWith("model.", StringComparison.Ordinal) || e.Name.StartsWith("lm_head.", StringComparison.Ordinal) || e.Name.StartsWith("score.", StringComparison.Ordinal) ? e.Name : "model." + e.Name,
            e.Type,
            e.Shape.Count >= 2 ? Size(e, e.Shape.SkipLast(1)) : 1,
            e.Shape.Count == 0 ? 1 : Size(e, [e.Shape[^1]]),
            e.Path,
            e.OffsetBytes,
            e.LengthBytes,
            e.Type switch { StoredType.F32 => RowDecoders.F32, StoredType.F16 => RowDecoders.F16, _ => RowDecoders.BF16 })));

    /// <summary>Where they were read from, for messages.</summary>
    public string Source { get; }

    public IEnumerable<string> Names => _weights.Keys;

    public IEnumerable<Weight> All => _weights.Values;

    public bool Has(string name) => _weights.ContainsKey(name);

    public Weight Matrix(string name, int rows, int columns) => Take(name, rows, columns);

    public Weight Vector(string name, int size) => Take(name, 1, size);

    /// <summary>The same weights, some of them changed.</summary>
    public WeightSet Select(Func<Weight, Weight> change) => new(Source, _weights.Values.Select(change));

    /// <summary>The same weights, each of them as one or several.</summary>
    public WeightSet SelectMany(Func<Weight, IEnumerable<Weight>> split) => new(Source, _weights.Values.SelectMany(split));

    private static int Size(SafetensorsEntry entry, IEnumerable<long> dimensions)
    {
        var size = dimensions.Aggregate((Int128)1, (product, d) => product > int.MaxValue ? product : product * d);
        return size >= 1 && size <= int.MaxValue ? (int)size : throw new ForgeException($"{entry.Path}: tensor {entry.Name} has the shape [{string.Join(", ", entry.Shape)}], which no weight has");
    }

    private Weight Take(string name, int rows, int columns)
    {
        if (!_weights.TryGetValue(name, out var weight)) throw new ForgeException($"{Source}: weight {name} is missing");
        if (weight.Rows == rows && weight.Columns == columns) return weight;
        throw new ForgeException($"{Source}: weight {name} is {weight.Rows} × {weight.Columns}, config.json asks for {rows} × {columns}");
    }
}
