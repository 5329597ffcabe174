using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.Recording;

/// <summary>A model whose calls are recorded, or answered from a recording; the model itself is opened only when it is needed.</summary>
internal abstract class RecordedModel<TModel>(BackendSettings settings, string kind, Func<Task<TModel>> open) : IAsyncDisposable
    where TModel : class, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task<TModel>? _inner;
    private JsonElement _facts;

    protected CallRecording Calls { get; } = new(settings.Recording!, settings.RecordingMode != RecordingMode.Record, settings.RecordingMode != RecordingMode.Replay);

    /// <summary>What the model says of itself: name, revision.</summary>
    protected string Fact(string name) => _facts.GetProperty(name).GetString()!;

    protected int FactNumber(string name) => _facts.GetProperty(name).GetInt32();

    private byte[] Asked => CallRecording.Request("open", w =>
    {
        w.WriteString("as", kind);
        w.WriteString("model", settings.Model is { } model ? Path.GetFileName(Path.TrimEndingDirectorySeparator(model)) : null);
        w.WriteString("server", settings.Endpoint?.Host);
        w.WriteString("precision", settings.Precision);
    });

    /// <exception cref="ForgeException">The recording does not know the model.</exception>
    public async Task Prepare()
    {
        if (settings.RecordingMode != RecordingMode.Record && Calls.Find(Asked) is { } known)
        {
            _facts = known;
            return;
        }

        if (settings.RecordingMode == RecordingMode.Replay) throw Calls.Missing(Asked);
        var model = await Inner();
        using var document = JsonDocument.Parse(RowEdit.Json(w =>
        {
            w.WriteStartObject();
            Describe(model, w);
            w.WriteEndObject();
        }));
        _facts = document.RootElement.Clone();
        Calls.Add(Asked, w => _facts.WriteTo(w));
    }

    protected abstract void Describe(TModel model, Utf8JsonWriter writer);

    /// <summary>The model, opened at its first call.</summary>
    protected internal Task<TModel> Inner()
    {
        lock (_gate) return _inner ??= open();
    }

    /// <summary>Calls are looked for in the recording.</summary>
    protected bool Replays => settings.RecordingMode != RecordingMode.Record;

    /// <summary>The recorded reply, or null where the model is to be asked.</summary>
    /// <exception cref="ForgeException">Only recorded calls are answered, and this one is none.</exception>
    protected JsonElement? Find(byte[] request)
    {
        if (settings.RecordingMode == RecordingMode.Record) return null;
        var found = Calls.Find(request);
        return found is null && settings.RecordingMode == RecordingMode.Replay ? throw Calls.Missing(request) : found;
    }

    protected static void WritePrompt(Utf8JsonWriter w, Prompt prompt)
    {
        if (prompt.Messages is { } messages)
        {
            w.WriteStartArray("messages");
            foreach (var message in messages)
            {
                w.WriteStartObject();
                w.WriteString("role", message.Role);
                w.WriteString("content", message.Content);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        }

        if (prompt.Raw is { } raw) w.WriteString("prompt", raw);
        if (prompt.Ids is not { } ids) return;
        w.WriteStartArray("ids");
        foreach (var id in ids) w.WriteNumberValue(id);
        w.WriteEndArray();
    }

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        if (_inner is { IsCompletedSuccessfully: true } opened) await (await opened).DisposeAsync();
    }
}
