using System.Runtime.InteropServices;

namespace DataForge.Models.Onnx;

/// <summary>An ONNX graph under construction. Nodes are to be added in an order in which every input is already known.</summary>
/// <remarks>Field numbers are those of onnx.proto3 (IR version 10); contributed operators belong to domain com.microsoft.</remarks>
internal sealed class OnnxGraph
{
    private const int IrVersion = 10;
    private const int Opset = 21;
    private const string Contributed = "com.microsoft";

    private readonly ProtoWriter _graph = new();
    private readonly HashSet<string> _initializers = [];
    private int _unnamed;

    public bool HasInitializer(string name) => _initializers.Contains(name);

    /// <param name="shape">Whole numbers are fixed, other texts name a free dimension.</param>
    public void Input(string name, OnnxType type, params string[] shape) => _graph.Message(11, m => ValueInfo(m, name, type, shape));

    public void Output(string name, OnnxType type, params string[] shape) => _graph.Message(12, m => ValueInfo(m, name, type, shape));

    /// <summary>A weight that stays in a file beside the graph.</summary>
    public string External(string name, OnnxType type, ReadOnlySpan<long> shape, string location, long offset, long length)
    {
        if (!_initializers.Add(name)) return name;
        var dimensions = shape.ToArray();
        _graph.Message(5, m =>
        {
            foreach (var d in dimensions) m.Varint(1, d);
            m.Varint(2, (int)type).Text(8, name);
            Entry(m, 13, "location", location);
            Entry(m, 13, "offset", offset.ToString());
            Entry(m, 13, "length", length.ToString());
            m.Varint(14, 1);
        });
        return name;
    }

    /// <summary>A small constant inside the graph.</summary>
    public string Constant<T>(string name, OnnxType type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (!_initializers.Add(name)) return name;
        var dimensions = shape.ToArray();
        var raw = MemoryMarshal.AsBytes(values).ToArray();
        _graph.Message(5, m =>
        {
            foreach (var d in dimensions) m.Varint(1, d);
            m.Varint(2, (int)type).Text(8, name).Bytes(9, raw);
        });
        return name;
    }

    /// <summary>A node of the standard operator set with one output, whose name is returned.</summary>
    public string Node(string op, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        Add("", op, [output], inputs, attributes);
        return output;
    }

    /// <summary>A contributed operator with one output.</summary>
    public string Contrib(string op, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        Add(Contributed, op, [output], inputs, attributes);
        return output;
    }

    /// <summary>A contributed operator with several outputs; an empty name leaves one out.</summary>
    public void Contrib(string op, string[] outputs, string[] inputs, params (string Name, object Value)[] attributes) => Add(Contributed, op, outputs, inputs, attributes);

    /// <summary>A standard operator with several outputs.</summary>
    public void Node(string op, string[] outputs, string[] inputs, params (string Name, object Value)[] attributes) => Add("", op, outputs, inputs, attributes);

    /// <summary>The whole model.</summary>
    public byte[] ToModel(string producer)
    {
        _graph.Text(2, "forge");
        return new ProtoWriter()
            .Varint(1, IrVersion)
            .Text(2, producer)
            .Bytes(7, _graph.ToArray())
            .Message(8, m => m.Text(1, "").Varint(2, Opset))
            .Message(8, m => m.Text(1, Contributed).Varint(2, 1))
            .ToArray();
    }

    /// <summary>Only this graph's nodes, inputs and outputs, to be written behind a whole model: protocol buffers merge what follows.</summary>
    public byte[] ToAppendix() => new ProtoWriter().Bytes(7, _graph.ToArray()).ToArray();

    private void Add(string domain, string op, string[] outputs, string[] inputs, (string Name, object Value)[] attributes)
    {
        var number = _unnamed++;
        _graph.Message(1, m =>
        {
            foreach (var input in inputs) m.Text(1, input);
            foreach (var output in outputs) m.Text(2, output);
            m.Text(3, $"{op}_{number}").Text(4, op);
            foreach (var (name, value) in attributes) m.Message(5, a => Attribute(a, name, value));
            if (domain.Length > 0) m.Text(7, domain);
        });
    }

    private static void Attribute(ProtoWriter a, string name, object value)
    {
        a.Text(1, name);
        _ = value switch
        {
            float f => a.Float(2, f).Varint(20, 1),
            int i => a.Varint(3, i).Varint(20, 2),
            long l => a.Varint(3, l).Varint(20, 2),
            string s => a.Text(4, s).Varint(20, 3),
            _ => throw new ArgumentException($"attribute {name}: {value.GetType().Name} is not written", nameof(value)),
        };
    }

    private static void ValueInfo(ProtoWriter m, string name, OnnxType type, string[] shape) =>
        m.Text(1, name).Message(2, t => t.Message(1, tensor => tensor.Varint(1, (int)type).Message(2, s =>
        {
            foreach (var d in shape) s.Message(1, dim => _ = long.TryParse(d, out var fixedSize) ? dim.Varint(1, fixedSize) : dim.Text(2, d));
        })));

    private static void Entry(ProtoWriter m, int field, string key, string value) => m.Message(field, e => e.Text(1, key).Text(2, value));
}
