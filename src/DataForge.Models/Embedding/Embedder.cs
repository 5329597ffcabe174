using System.Numerics.Tensors;

using DataForge.Core;
using DataForge.Models.Embedding;
using DataForge.Models.Onnx;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models;

/// <summary>Turns texts into vectors of length 1. Safe for several threads, each of which computes alone.</summary>
/// <remarks>Each text is a run of its own, so its vector is the same whatever else is embedded, in whatever order and by however many threads.</remarks>
public sealed class Embedder : IDisposable
{
    private readonly EmbedderImport _model;
    private readonly InferenceSession _session;
    private readonly WordPieces _pieces;

    private Embedder(EmbedderImport model, string precision, InferenceSession session)
    {
        (_model, Precision, _session) = (model, precision, session);
        _pieces = new WordPieces(Path.Combine(model.Folder, "vocab.txt"), model.Config);
    }

    /// <summary>The model's own name, without a path.</summary>
    public string Name => _model.Name;

    /// <summary>Names the vectors: 32 hex digits over everything that decides them, the precision included.</summary>
    public string Revision => StableHash.Hex128(_model.Revision, Precision);

    /// <summary><c>int8</c> or <c>fp32</c>.</summary>
    public string Precision { get; }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions => _model.Config.Hidden;

    /// <summary>Most tokens of a text.</summary>
    public int MaxTokens => _model.Config.MaxTokens;

    /// <summary>A model of this name lies beside the programs.</summary>
    public static bool IsBundled(string name) => Import.ModelSourceFiles.Bundled(name, AppContext.BaseDirectory) is not null;

    /// <exception cref="ForgeException">No such model, one of another family, or the device is missing.</exception>
    public static Embedder Open(EmbedderSettings settings, CancellationToken cancel = default)
    {
        var precision = settings.Precision ?? (settings.Device == "cuda" ? "fp32" : "int8");
        if (precision is not ("int8" or "fp32")) throw new ForgeException($"precision {precision}: an embedding model runs at int8 or fp32");
        if (precision == "int8" && settings.Device == "cuda") throw new ForgeException("precision int8 is for the CPU; an embedding model runs at fp32 on CUDA");
        var model = EmbedderImport.Open(settings.Model, precision == "int8", cancel);
        return new Embedder(model, precision, Session(model.GraphPath, settings.Device, settings.DeviceId));
    }

    /// <summary>The vector of a text.</summary>
    /// <exception cref="ForgeException">The model's numbers are not finite.</exception>
    public TextEmbedding Embed(string text)
    {
        var ids = _pieces.Encode(text, out var isCut);
        var vector = Run(ids);
        var length = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length) || length == 0) throw new ForgeException($"embedding model {Name}: the vector of a text is not finite (NaN or infinite weights, or numbers beyond what its precision holds)");
        TensorPrimitives.Divide(vector, length, vector);
        return new TextEmbedding(vector, _pieces.Languages.Covers(ids), isCut);
    }

    /// <summary>Whether the model's vocabulary knows the language of a text.</summary>
    public bool Covers(string text) => _pieces.Languages.Covers(_pieces.Encode(text, out _));

    /// <summary>Token ids of a text, [CLS] and [SEP] included.</summary>
    public IReadOnlyList<long> Tokens(string text) => _pieces.Encode(text, out _);

    public void Dispose() => _session.Dispose();

    private float[] Run(long[] ids)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        using var options = new RunOptions();
        using var output = _session.Run(options, ["input_ids"], [input], ["vector"]);
        return output[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>One thread a run: the caller's.</summary>
    private static InferenceSession Session(string graph, string device, int deviceId)
    {
        OrtNatives.Require();
        using var options = new SessionOptions();
        options.IntraOpNumThreads = 1;
        options.InterOpNumThreads = 1;
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC; // more would fuse what is faster apart
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        try
        {
            if (device == "cuda")
            {
                OrtNatives.RequireCuda();
                Engine.SessionFactory.AddCuda(options, deviceId);
            }

            return new InferenceSession(graph, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ForgeException($"{graph}: {e.Message}", e);
        }
    }
}
