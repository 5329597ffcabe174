using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Onnx;

namespace DataForge.Models.Engine;

/// <summary>Keys and values of all layers: per layer two buffers [slots, kvHeads, tokens, headDim]. A slot holds one sequence; a range of slots is a batch.</summary>
internal sealed class KvCache : IDisposable
{
    private const int Granule = 256;

    private readonly SlotMemory _memory;
    private readonly nint[] _buffers;
    private readonly int _kvHeads;
    private readonly long _tokenBytes;

    public KvCache(SlotMemory memory, ImportedModel model, OnnxType type, SlotPlan plan)
    {
        _memory = memory;
        _kvHeads = model.Config.KvHeads;
        _tokenBytes = HeadBytes(model, type);
        _buffers = new nint[2 * model.Config.Layers];
        (Count, Limit, _, BoundByMemory) = plan;
    }

    /// <summary>What a sequence takes.</summary>
    /// <param name="width">Numbers of an output row, in single precision.</param>
    public static SlotShape Shape(ImportedModel model, OnnxType type, int width)
    {
        var buffers = 2 * model.Config.Layers;
        return new SlotShape(HeadBytes(model, type) * model.Config.KvHeads * buffers, buffers, 4L * width);
    }

    private static long HeadBytes(ImportedModel model, OnnxType type) => (long)model.HeadDim * (type == OnnxType.Float ? 4 : 2);

    public int Count { get; }

    /// <summary>Tokens a slot holds now; grows with need.</summary>
    public int Tokens { get; private set; }

    /// <summary>Most tokens a slot may hold: what the configuration allows and the memory gives.</summary>
    public int Limit { get; }

    /// <summary>True when memory, and not the configuration or the model, sets the limit.</summary>
    public bool BoundByMemory { get; }

    public long BytesPerSlot => _tokenBytes * _kvHeads * Tokens;

    public nint Key(int layer, int slot) => _buffers[2 * layer] + (nint)(slot * BytesPerSlot);

    public nint Value(int layer, int slot) => _buffers[(2 * layer) + 1] + (nint)(slot * BytesPerSlot);

    /// <summary>Makes room for sequences of that many tokens; what the first slots hold is kept. True when the buffers have moved.</summary>
    /// <param name="used">Slots in use.</param>
    /// <param name="held">Most tokens any of them holds.</param>
    public bool Grow(int tokens, int used, int held)
    {
        if (tokens <= Tokens) return false;
        if (tokens > Limit) throw new ForgeException($"{tokens} tokens do not fit the context of {Limit}");
        var wanted = Math.Min(Limit, Math.Max((tokens + Granule - 1) / Granule * Granule, Math.Min(2 * Tokens, Limit)));
        var (oldPitch, newPitch) = (_tokenBytes * Tokens, _tokenBytes * wanted);
        for (var i = 0; i < _buffers.Length; i++)
        {
            var bigger = _memory.Allocate(newPitch * _kvHeads * Count);
            if (used > 0) _memory.Copy(bigger, newPitch, _buffers[i], oldPitch, _tokenBytes * held, used * _kvHeads);
            _memory.Finish(); // before the copied buffer is given back
            if (_buffers[i] != 0) _memory.Free(_buffers[i]);
            _buffers[i] = bigger;
        }

        Tokens = wanted;
        return true;
    }

    /// <summary>Copies the first tokens of one slot into another.</summary>
    public void Copy(int from, int to, int tokens)
    {
        var pitch = _tokenBytes * Tokens;
        foreach (var buffer in _buffers)
            _memory.Copy(buffer + (nint)(to * BytesPerSlot), pitch, buffer + (nint)(from * BytesPerSlot), pitch, _tokenBytes * tokens, _kvHeads);
        _memory.Finish();
    }

    /// <summary>Bytes of so many tokens of one sequence, all layers.</summary>
    public long BytesOf(int tokens) => _tokenBytes * _kvHeads * _buffers.Length * tokens;

    /// <summary>Copies the first tokens of a slot into a block of <see cref="BytesOf"/> bytes.</summary>
    public void Save(int slot, int tokens, nint block)
    {
        var (pitch, width) = (_tokenBytes * Tokens, _tokenBytes * tokens);
        for (var i = 0; i < _buffers.Length; i++)
            _memory.Copy(block + (nint)(i * width * _kvHeads), width, _buffers[i] + (nint)(slot * BytesPerSlot), pitch, width, _kvHeads);
        _memory.Finish();
    }

    /// <summary>Copies the first tokens of a block back into a slot.</summary>
    /// <param name="saved">Tokens the block holds.</param>
    public void Load(nint block, int saved, int slot, int tokens)
    {
        var (pitch, savedPitch) = (_tokenBytes * Tokens, _tokenBytes * saved);
        for (var i = 0; i < _buffers.Length; i++)
            _memory.Copy(_buffers[i] + (nint)(slot * BytesPerSlot), pitch, block + (nint)(i * savedPitch * _kvHeads), savedPitch, _tokenBytes * tokens, _kvHeads);
        _memory.Finish();
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers)
            if (buffer != 0)
                _memory.Free(buffer);
        Array.Clear(_buffers);
    }
}
