using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Models.Scoring;
using DataForge.Models.Tokenizers;

namespace DataForge.Models;

/// <summary>A model opened to be looked into: ids, logits, scores, probabilities and speed. One call at a time.</summary>
public sealed class LoadedModel : IDisposable
{
    private const int Slots = 2;

    private readonly LocalModel _model;
    private readonly CancellationToken _cancel;
    private DecoderSession? _session;

    private readonly BackendSettings _settings;

    private LoadedModel(BackendSettings settings, CancellationToken cancel) => (_settings, _model, _cancel) = (settings, LocalModel.Open(settings, cancel), cancel);

    /// <summary>What the import wrote down.</summary>
    public ImportedModel Imported => _model.Imported;

    /// <summary>Opens files only; weights are read when they are first needed.</summary>
    /// <param name="cancel">Ends the call under way, an import too.</param>
    /// <exception cref="ForgeException">Nothing that can be opened or imported.</exception>
    public static LoadedModel Open(BackendSettings settings, CancellationToken cancel = default) => new(settings, cancel);

    /// <exception cref="ForgeException">The checkpoint came without a tokenizer.</exception>
    public Tokenizer Tokenizer => _model.Tokenizer;

    private DecoderSession Session => _session ??= _model.OpenSession(Slots, _cancel);

    /// <summary>Reads the weights now, so that what is wrong with the model is not said of the first row.</summary>
    public void Prepare() => _ = Session;

    /// <summary>Token ids of a prompt, as a generation would see them.</summary>
    public int[] Encode(Prompt prompt) => _model.Encode(prompt);

    /// <summary>Logits after the last token, the whole vocabulary.</summary>
    /// <exception cref="ForgeException">A scorer, or too long a text.</exception>
    public float[] LastLogits(int[] ids)
    {
        Require(ModelTask.Generate);
        Session.Grow(Fitting(ids), 0, 0);
        var logits = Interruptible(Session, () => new Prefill(Session).Read(0, [ids])[0]);
        TokenSampler.RequireFinite(System.Numerics.Tensors.TensorPrimitives.Max(logits));
        return logits;
    }

    /// <summary>The <paramref name="count"/> largest logits, descending, lower ids first on ties.</summary>
    public static IReadOnlyList<(int Id, float Logit)> Top(float[] logits, int count) =>
        [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).ThenBy(i => i).Take(count).Select(i => (i, logits[i]))];

    /// <summary>log Σ exp(logits).</summary>
    public static double LogSumExp(float[] logits) => LogitRow.LogSumExp(logits);

    /// <summary>A scorer's outputs, [positions][labels]: every position of a process reward model, else the last.</summary>
    /// <exception cref="ForgeException">A generator, or too long a text.</exception>
    public float[][] Scores(int[] ids)
    {
        if (Imported.Config.Task == ModelTask.Generate) throw new ForgeException($"{Imported.Name} has no score head");
        Fitting(ids);
        var scores = Interruptible(Session, () => new ScoreReader(Session).All(ids));
        return scores.All(s => s.All(float.IsFinite)) ? scores : throw new ForgeException("the model's scores are not finite (NaN or infinite weights, or numbers beyond what its precision holds)");
    }

    /// <summary>Log-probability of each token of the completion.</summary>
    public double[] LogProbabilities(int[] prompt, int[] completion)
    {
        Require(ModelTask.Generate);
        if (prompt.Length == 0 || completion.Length == 0) throw new ForgeException("a prompt and a completion of at least one token are needed");
        Fitting([.. prompt, .. completion]);
        return Interruptible(Session, () => new LogProbabilities(Session).Of(prompt, [completion])[0]);
    }

    /// <summary>Prompt and decode speed at one batch size.</summary>
    public Speed MeasureSpeed(int batch, int promptTokens, int newTokens)
    {
        Require(ModelTask.Generate);
        using var session = _model.OpenSession(batch, _cancel);
        if (promptTokens + newTokens + 3 > session.KvCache.Limit) throw new ForgeException($"{promptTokens} prompt and {newTokens} new tokens do not fit the context of {session.KvCache.Limit}");
        return Interruptible(session, () => SpeedProbe.Measure(session, batch, promptTokens, newTokens));
    }

    /// <summary>Holds this model on its device against the same one at single precision on the CPU.</summary>
    /// <exception cref="ForgeException">Either cannot be opened, or outputs are not finite.</exception>
    public Agreement CompareWithCpu()
    {
        using var session = _model.OpenSession(DeviceCheck.Slots, _cancel);
        using var reference = LocalModel.Open(_settings with { Device = "cpu", DeviceId = 0, Precision = "fp32" }, _cancel).OpenSession(DeviceCheck.Slots, _cancel);
        return Interruptible(session, () => DeviceCheck.Measure(session, reference));
    }

    /// <summary>Bytes of keys and values that one decode step reads of one sequence.</summary>
    /// <param name="tokens">That it holds.</param>
    public long CacheBytes(int tokens)
    {
        var c = Imported.Config;
        var seen = Enumerable.Range(0, c.Layers).Sum(layer => (long)(c.WindowOf(layer) is > 0 and var window ? Math.Min(window, tokens) : tokens));
        return 2 * seen * c.KvHeads * Imported.HeadDim * (Precisions.Of(Imported.Precision).Compute() == Onnx.OnnxType.Float ? 4 : 2);
    }

    /// <summary>Bytes of weights that one decode step reads, whatever the batch; of experts, those of one token.</summary>
    public long StepBytes
    {
        get
        {
            var c = Imported.Config;
            var matrices = c.LayerMatrices(active: true);
            var head = (long)c.Vocabulary * c.Hidden;
            return Imported.Precision switch
            {
                "fp32" => 4 * (matrices + head),
                "int8" => (matrices + head) * 36 / 32, // a block of 32 carries a scale of 4 bytes
                "int4" => (matrices * 41 / 64) + (head * 36 / 32), // 16 bytes, a scale, half a byte of zero point
                _ => 2 * (matrices + head),
            };
        }
    }

    /// <summary>Bytes a second that the model's device reads: a card's, reads and writes of copies within it; else main memory.</summary>
    public double MeasureBandwidth()
    {
        if (_settings.Device == "cpu") return MemoryBandwidth.Measure(_settings.Threads > 0 ? _settings.Threads : Environment.ProcessorCount);
        using var memory = SessionFactory.Memory(_settings.Device, _settings.DeviceId);
        return CopyBandwidth.Measure(memory);
    }

    public void Dispose() => _session?.Dispose();

    private T Interruptible<T>(DecoderSession session, Func<T> work)
    {
        T result = default!;
        session.Interruptible(() => result = work(), _cancel);
        return result;
    }

    private void Require(ModelTask task)
    {
        if (Imported.Config.Task != task) throw new ForgeException($"{Imported.Name} is a scorer ({Imported.Config.Architecture}); it has no logits over tokens");
    }

    private int Fitting(int[] ids)
    {
        if (ids.Length == 0) throw new ForgeException("an empty text has no last position");
        return ids.Length <= Session.KvCache.Limit ? ids.Length : throw new ForgeException($"{ids.Length} tokens do not fit the context of {Session.KvCache.Limit}");
    }
}
