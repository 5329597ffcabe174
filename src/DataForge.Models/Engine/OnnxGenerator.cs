using DataForge.Core;

using DataForge.Models.Onnx;

namespace DataForge.Models.Engine;

/// <summary>A language model in this process.</summary>
internal sealed class OnnxGenerator : IGenerator
{
    private readonly LocalModel _model;
    private readonly BatchEngine _engine;

    /// <exception cref="ForgeException">The model cannot be opened, or is a scorer.</exception>
    public OnnxGenerator(BackendSettings settings, CancellationToken cancel)
    {
        _model = LocalModel.Open(settings, cancel);
        if (_model.Imported.Config.Task != Import.ModelTask.Generate) throw new ForgeException($"{_model.Imported.Name} is a scorer ({_model.Imported.Config.Architecture}); it generates nothing");
        var session = _model.OpenSession(_model.Slots, cancel);
        Engine = "onnxruntime " + OrtNatives.Version;
        _engine = new BatchEngine(session, _model.EndIds(), id => _model.Bytes(id).ToArray(), session.Slots);
    }

    public string Model => _model.Imported.Name;

    public string Revision => _model.Imported.Revision;

    public string Precision => _model.Imported.Precision;

    public string Engine { get; }

    /// <summary>Twice the batch: while one batch runs, the next prompts are ready.</summary>
    public int InFlight => 2 * _engine.Slots;

    public string Render(Prompt prompt) => _model.Render(prompt);

    public async Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel)
    {
        if (request.ReplySchema is not null) throw new ForgeException("a reply schema needs a server that knows response_format; a model in this process writes freely");
        var prompt = _model.Encode(request.Prompt);
        var samples = await _engine.Generate(new SampleRequest(request.Key, prompt, request.Sampling, request.Samples, request.FirstRollout), cancel);
        return [.. samples.Select(s => _model.Generation(s, prompt.Length))];
    }

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => new OnnxGenerationSession(_model, _engine, key, prompt, sampling, continues);

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
