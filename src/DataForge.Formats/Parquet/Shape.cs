namespace DataForge.Formats;

/// <summary>What has been seen of a field's values, and so the narrowest column type that holds them all without loss.</summary>
internal sealed class Shape
{
    /// <summary>Keys of a nested object after which they are taken for data and not for names.</summary>
    internal const int MostFields = 128;

    /// <summary>Columns of a file, fields of structs counted each.</summary>
    internal const int MostColumns = 4096;

    private const int DeepestType = 24;

    [Flags]
    private enum Kinds
    {
        None = 0,
        Flag = 1,
        Integer = 2,
        Number = 4,
        Text = 8,
        List = 16,
        Object = 32,

        /// <summary>What no type but JSON text holds: an object that repeats a key, a number beyond every type.</summary>
        Other = 64,
    }

    private readonly List<string> _names = [];
    private readonly Dictionary<string, Shape> _fields = [];
    private Kinds _kinds;
    private bool _negative, _beyondLong, _inexact;
    private Shape? _element;
    private bool _isMap;
    private ColumnType.Scalar? _declared;

    /// <summary>Names in the order they were first seen.</summary>
    public IReadOnlyList<string> Names => _names;

    public Shape Field(string name)
    {
        if (_fields.TryGetValue(name, out var field)) return field;
        _names.Add(name);
        return _fields[name] = new Shape();
    }

    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>The shape of a column whose type a file declares. It is kept as long as the values fit.</summary>
    public static Shape Declared(ColumnType type)
    {
        var shape = new Shape();
        switch (type)
        {
            case ColumnType.Scalar scalar:
                shape._declared = scalar;
                break;
            case ColumnType.List list:
                shape._kinds = Kinds.List;
                shape._element = Declared(list.Element);
                break;
            case ColumnType.Map map:
                shape._kinds = Kinds.Object;
                shape._isMap = true;
                shape._element = Declared(map.Value);
                break;
            case ColumnType.Struct record:
                shape._kinds = Kinds.Object;
                foreach (var field in record.Fields)
                {
                    shape._names.Add(field.Name);
                    shape._fields[field.Name] = Declared(field.Type);
                }

                break;
        }

        return shape;
    }

    /// <summary>Takes note of the value at the cursor, which is moved to its end.</summary>
    public void Observe(ref JsonCursor json, int depth = 0)
    {
        var first = json.Peek();
        if (first == 'n')
        {
            json.Bare();
            return;
        }

        if (_declared is { } declared)
        {
            var again = json;
            if (!JsonScalar.Fits(declared, again.Value())) _declared = null;
        }

        switch (first)
        {
            case (byte)'"':
                _kinds |= Kinds.Text;
                json.String(out _);
                break;
            case (byte)'t' or (byte)'f':
                _kinds |= Kinds.Flag;
                json.Bare();
                break;
            case (byte)'[' or (byte)'{' when depth >= DeepestType:
                _kinds |= Kinds.Other;
                json.Value();
                break;
            case (byte)'[':
                List(ref json, depth);
                break;
            case (byte)'{':
                Object(ref json, depth);
                break;
            default:
                Number(json.Bare());
                break;
        }
    }

    private void Number(ReadOnlySpan<byte> spelled)
    {
        if (!JsonNumber.IsInteger(spelled))
        {
            _kinds |= Kinds.Number;
            _inexact |= !JsonNumber.TryDouble(spelled, out _);
            return;
        }

        _kinds |= Kinds.Integer;
        _negative |= spelled[0] == '-';
        if (JsonNumber.TryInteger(spelled, out var value))
        {
            _inexact |= value is > 1L << 53 or < -(1L << 53) && !JsonNumber.TryDouble(spelled, out _);
            return;
        }

        _beyondLong = true;
        _inexact |= !JsonNumber.TryDouble(spelled, out _);
        if (!JsonNumber.TryUnsigned(spelled, out _)) _kinds |= Kinds.Other;
    }

    private void List(ref JsonCursor json, int depth)
    {
        _kinds |= Kinds.List;
        _element ??= new Shape();
        json.Skip();
        if (json.Take((byte)']')) return;
        do _element.Observe(ref json, depth + 1);
        while (json.Take((byte)','));
        json.Skip();
    }

    private void Object(ref JsonCursor json, int depth)
    {
        _kinds |= Kinds.Object;
        json.Skip();
        if (json.Take((byte)'}')) return;
        var seen = new HashSet<string>();
        do
        {
            json.Peek();
            var name = JsonCursor.Name(json.String(out var escaped), escaped);
            json.Take((byte)':');
            if (!seen.Add(name)) _kinds |= Kinds.Other;
            if (_fields.Count >= MostFields && !_fields.ContainsKey(name)) ToMap();
            (_isMap ? _element! : Field(name)).Observe(ref json, depth + 1);
        }
        while (json.Take((byte)','));
        json.Skip();
    }

    private void ToMap()
    {
        if (_isMap) return;
        _isMap = true;
        _element = new Shape();
        foreach (var name in _names) _element.Add(_fields[name]);
        _names.Clear();
        _fields.Clear();
    }

    /// <summary>Widens this shape by another, whose names come after its own.</summary>
    public void Add(Shape other)
    {
        _declared = _declared == other._declared || other.IsEmpty ? _declared : IsEmpty ? other._declared : null;
        _kinds |= other._kinds;
        _negative |= other._negative;
        _beyondLong |= other._beyondLong;
        _inexact |= other._inexact;
        if (other._isMap) ToMap();
        if (other._element is not null) (_element ??= new Shape()).Add(other._element);
        foreach (var name in other._names)
            if (_isMap) _element!.Add(other._fields[name]);
            else Field(name).Add(other._fields[name]);
    }

    private bool IsEmpty => _kinds == Kinds.None && _declared is null;

    /// <summary>The narrowest type that holds all values seen; text where there was none but null.</summary>
    /// <param name="numbers">True for a field that is known to hold fractions, so that a set whose values happen to be whole has the same type.</param>
    public ColumnType Type(bool numbers = false)
    {
        if (_declared is not null) return _declared;
        switch (_kinds)
        {
            case Kinds.None or Kinds.Text:
                return ColumnType.Text;
            case Kinds.Flag:
                return ColumnType.Flag;
            case Kinds.Integer when numbers && !_inexact:
                return ColumnType.Number;
            case Kinds.Integer when !_beyondLong:
                return ColumnType.Integer;
            case Kinds.Integer when !_negative:
                return ColumnType.Unsigned;
            case Kinds.Number or (Kinds.Number | Kinds.Integer) when !_inexact:
                return ColumnType.Number;
            case Kinds.List:
                return ColumnType.ListOf(_element!.Type());
            case Kinds.Object:
                return ObjectType();
            default:
                return ColumnType.Json;
        }
    }

    /// <summary>A struct, unless its keys are data: too many, or told apart by case alone, which DuckDB and other readers refuse.</summary>
    private ColumnType ObjectType()
    {
        if (!_isMap && _names.Count > 0 && !_names.Contains("") && _names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == _names.Count)
            return ColumnType.StructOf([.. _names.Select(n => new Column(n, _fields[n].Type()))]);
        var values = new Shape();
        if (_isMap) values.Add(_element!);
        foreach (var name in _names) values.Add(_fields[name]);
        var value = values.Type();
        return value == ColumnType.Json ? ColumnType.Json : ColumnType.MapOf(value);
    }
}
