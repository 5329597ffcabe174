using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Onnx;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DataForge.Models.Engine;

/// <summary>A model's graph, opened, with its slots: runs a batch of adjacent slots one step and gives the rows asked for.</summary>
/// <remarks>Not thread-safe. Small inputs lie in fixed native buffers; values are bound again only when a shape changes, so a decode step allocates nothing.</remarks>
internal sealed unsafe class DecoderSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run;
    private readonly SlotMemory _memory;
    private readonly TensorElementType _kvType;
    private readonly bool _padSingleRows;
    private readonly List<OrtValue> _bound = [];
    private readonly List<OrtValue> _boundInputs = [];
    private readonly List<OrtValue> _boundSlots = [];
    private readonly NativeBuffer<long> _ids = new();
    private readonly NativeBuffer<int> _last = new();
    private readonly NativeBuffer<int> _total = new();
    private readonly NativeBuffer<long> _rows = new();
    private readonly NativeBuffer<float> _inverseTemperatures = new();
    private readonly NativeBuffer<float> _topValues = new();
    private readonly NativeBuffer<long> _topIds = new();
    private readonly NativeBuffer<float> _logMass = new();
    private readonly bool _tail;
    private float[] _staged = [];
    private nint _output;
    private int _outputRows;
    private (int Batch, int Sequence, int Rows) _shape;
    private (int First, int Batch) _range;

    /// <param name="tail">Draws from the graph's own top 64; null does so where logits do not lie in the host's memory.</param>
    /// <param name="memory">Where keys, values and logits lie, disposed with the session; null takes the device's.</param>
    /// <param name="cancel">Ends the loading; what runs later is ended by <see cref="Interruptible"/>.</param>
    public DecoderSession(ImportedModel model, EngineSettings settings, bool? tail = null, SlotMemory? memory = null, CancellationToken cancel = default)
    {
        Model = model;
        var config = model.Config;
        var precision = Precisions.Of(model.Precision);
        var type = precision.Compute();
        _padSingleRows = precision is Precision.Int8 or Precision.Int4;
        _kvType = type switch { OnnxType.Float16 => TensorElementType.Float16, OnnxType.BFloat16 => TensorElementType.BFloat16, _ => TensorElementType.Float };
        Width = config.Task == ModelTask.Generate ? config.Vocabulary : config.Labels;
        _memory = memory ?? SessionFactory.Memory(settings.Device, settings.DeviceId);
        _tail = config.Task == ModelTask.Generate && (tail ?? !_memory.IsHost);
        _session = SessionFactory.Open(model, settings, _tail, cancel);
        var limit = settings.ContextTokens > 0 ? Math.Min(settings.ContextTokens, config.MaxPositions) : config.MaxPositions;
        var fewest = _padSingleRows ? 2 : 1; // a single row never runs alone there
        var wanted = settings.Slots > 0 ? Math.Max(settings.Slots, fewest) : 0;
        var plan = SlotPlan.Of(_memory.Capacity, KvCache.Shape(model, type, Width), wanted, limit, settings.KeptBytes);
        Slots = settings.Slots > 0 ? settings.Slots : plan.Slots;
        KvCache = new KvCache(_memory, model, type, plan with { Slots = Math.Max(plan.Slots, fewest) });
        Kept = new KvStore(_memory, KvCache, plan.KeptBytes);
        _binding = _session.CreateIoBinding();
        _run = new RunOptions();
    }

    public ImportedModel Model { get; }

    /// <summary>Sequences decoded together: those asked for, or as many as the memory holds.</summary>
    public int Slots { get; }

    public KvCache KvCache { get; }

    /// <summary>Keys and values kept outside the slots.</summary>
    public KvStore Kept { get; }

    /// <summary>Columns of an output row: the vocabulary, or a scorer's labels.</summary>
    public int Width { get; }

    /// <summary>Runs slots [first, first + batch).</summary>
    /// <param name="ids">batch × sequence tokens, shorter rows padded on the right.</param>
    /// <param name="last">For each row the position of its last token in its slot.</param>
    /// <param name="rows">Indices into batch × sequence whose outputs are wanted, at least one.</param>
    /// <param name="temperatures">Of each row wanted; empty where nothing is drawn from the graph's top.</param>
    /// <remarks>With sequence &gt; 1 either every slot is empty before, or the batch is one. Outputs are good until the next run.</remarks>
    public void Run(int first, int batch, int sequence, ReadOnlySpan<long> ids, ReadOnlySpan<int> last, ReadOnlySpan<long> rows, ReadOnlySpan<double> temperatures = default)
    {
        var (paddedBatch, paddedSequence, paddedRows) = Padded(batch, sequence, last[0], rows.Length);
        Bind(first, paddedBatch, paddedSequence, paddedRows);
        _ids.Fill(ids, 0);
        _last.Fill(last, 0);
        _rows.Fill(rows, rows[0]);
        _total.Span[0] = Total(paddedSequence, last);
        if (_tail)
        {
            _inverseTemperatures.Span.Fill(1);
            for (var i = 0; i < temperatures.Length; i++)
                if (temperatures[i] > 0)
                    _inverseTemperatures.Span[i] = TokenSampler.Scale(temperatures[i]);
        }

        if (!_memory.IsHost) BindInputs(paddedBatch, paddedSequence, paddedRows); // the runtime copies a host's input to a device when it is bound, not when the step runs
        _session.RunWithBinding(_run, _binding);
    }

    /// <summary>Does work whose steps the token ends: within a step the runtime looks before every kernel whether it is to stop.</summary>
    /// <remarks>What slots hold is undefined after an interrupted step.</remarks>
    /// <exception cref="OperationCanceledException">The token was set while a step ran.</exception>
    public void Interruptible(Action work, CancellationToken cancel)
    {
        using var registration = cancel.UnsafeRegister(run => ((RunOptions)run!).Terminate = true, _run);
        try
        {
            work();
        }
        catch (OnnxRuntimeException e) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("a step was interrupted", e, cancel);
        }
        finally
        {
            registration.Dispose(); // waits for a callback under way
            _run.Terminate = false;
        }
    }

    /// <summary>Outputs of one of the rows wanted: <see cref="Width"/> floats.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        var address = _output + ((nint)index * Width * sizeof(float));
        if (_memory.IsHost) return new ReadOnlySpan<float>((void*)address, Width);
        if (_staged.Length == 0) _staged = new float[Width];
        _memory.Read(address, _staged);
        return _staged;
    }

    /// <summary>Draws from one of the rows wanted; the whole row is read only where the graph's top does not decide.</summary>
    public int Draw(int index, TokenSampler sampler, SamplingParameters sampling, double share)
    {
        if (!_tail) return sampler.Draw(Row(index), sampling, share);
        var count = SamplingTail.Count(Width);
        return sampler.DrawFromTop(_topValues.Span.Slice(index * count, count), _topIds.Span.Slice(index * count, count), _logMass.Span[index], Width, sampling, share)
            ?? sampler.Draw(Row(index), sampling, share);
    }

    /// <summary>Quantized matrix products give one row other bits than the same row among several: a single row never runs alone.</summary>
    private (int Batch, int Sequence, int Rows) Padded(int batch, int sequence, int last, int rows)
    {
        if (!_padSingleRows) return (batch, sequence, rows);
        var alone = batch * sequence == 1;
        return (alone && last > 0 ? 2 : batch, alone && last == 0 ? 2 : sequence, Math.Max(rows, 2));
    }

    private static int Total(int sequence, ReadOnlySpan<int> last)
    {
        var longest = 0;
        foreach (var l in last) longest = Math.Max(longest, l + 1);
        return Math.Max(longest, sequence); // right padding counts in an empty slot
    }

    private void Bind(int first, int batch, int sequence, int rows)
    {
        if (_shape != (batch, sequence, rows))
        {
            Release(_bound);
            BindInputs(batch, sequence, rows);
            BindOutputs(rows);
            _shape = (batch, sequence, rows);
        }

        if (_range != (first, batch)) BindSlots(first, batch);
    }

    private void BindInputs(int batch, int sequence, int rows)
    {
        Release(_boundInputs);
        Input("input_ids", _ids.Value(TensorElementType.Int64, batch, sequence));
        Input("seqlens_k", _last.Value(TensorElementType.Int32, batch));
        Input("total_sequence_length", _total.Value(TensorElementType.Int32));
        Input("rows", _rows.Value(TensorElementType.Int64, rows));
        if (_tail) Input("inverse_temperature", _inverseTemperatures.Value(TensorElementType.Float, rows, 1));

        void Input(string name, OrtValue value)
        {
            _binding.BindInput(name, value);
            _boundInputs.Add(value);
        }
    }

    private void BindOutputs(int rows)
    {
        if (rows > _outputRows)
        {
            if (_output != 0) _memory.Free(_output);
            _output = _memory.Allocate((long)rows * Width * sizeof(float));
            _outputRows = rows;
        }

        Output(Model.Config.Task == ModelTask.Generate ? "logits" : "scores", OrtValue.CreateTensorValueWithData(_memory.Info, TensorElementType.Float, [rows, Width], _output, (long)rows * Width * sizeof(float)));
        if (!_tail) return;
        var count = SamplingTail.Count(Width);
        Output("top_values", _topValues.Value(TensorElementType.Float, rows, count));
        Output("top_ids", _topIds.Value(TensorElementType.Int64, rows, count));
        Output("log_mass", _logMass.Value(TensorElementType.Float, rows, 1));

        void Output(string name, OrtValue value)
        {
            _binding.BindOutput(name, value);
            _bound.Add(value);
        }
    }

    private void BindSlots(int first, int batch)
    {
        Release(_boundSlots);
        long[] shape = [batch, Model.Config.KvHeads, KvCache.Tokens, Model.HeadDim];
        for (var layer = 0; layer < Model.Config.Layers; layer++)
        {
            Both("key", layer, KvCache.Key(layer, first));
            Both("value", layer, KvCache.Value(layer, first));
        }

        _range = (first, batch);

        void Both(string name, int layer, nint address)
        {
            var value = OrtValue.CreateTensorValueWithData(_memory.Info, _kvType, shape, address, batch * KvCache.BytesPerSlot);
            _binding.BindInput($"past_{name}.{layer}", value);
            _binding.BindOutput($"present_{name}.{layer}", value);
            _boundSlots.Add(value);
        }
    }

    /// <summary>Makes room for longer sequences; see <see cref="KvCache.Grow"/>.</summary>
    public void Grow(int tokens, int used, int held)
    {
        if (KvCache.Grow(tokens, used, held)) _range = default;
    }

    public void Dispose()
    {
        _binding.Dispose();
        Release(_bound);
        Release(_boundInputs);
        Release(_boundSlots);
        _session.Dispose();
        _run.Dispose();
        Kept.Dispose();
        KvCache.Dispose();
        if (_output != 0) _memory.Free(_output);
        _memory.Dispose();
        _inverseTemperatures.Dispose();
        _topValues.Dispose();
        _topIds.Dispose();
        _logMass.Dispose();
        _ids.Dispose();
        _last.Dispose();
        _total.Dispose();
        _rows.Dispose();
    }

    private static void Release(List<OrtValue> values)
    {
        foreach (var value in values) value.Dispose();
        values.Clear();
    }
}
