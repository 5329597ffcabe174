using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>What the server says about itself: asked once, before the first request.</summary>
/// <param name="Name">The id to send as <c>model</c>.</param>
/// <param name="Revision">What the server tells of the weights: its <c>root</c> where there is one, else the name.</param>
internal sealed record ServedModel(string Name, string Revision, Dialect Dialect)
{
    /// <summary>Asks <c>/v1/models</c>. A server without that route is used as it is, when the user named the model.</summary>
    /// <exception cref="ForgeException">It cannot be reached, refuses the key, or does not serve the model.</exception>
    public static async Task<ServedModel> Probe(EndpointClient client, string? wanted, CancellationToken cancel)
    {
        JsonDocument list;
        try
        {
            list = await client.Probe(client.Address.Route("models"), cancel);
        }
        catch (EndpointException e) when (e.Status is 404 or 405 or 501 && wanted is not null)
        {
            return new ServedModel(wanted, wanted, Host(client.Address));
        }
        catch (EndpointException e)
        {
            throw client.Unusable(e);
        }

        using (list)
        {
            var models = Entries(list.RootElement);
            if (models.Count == 0 && wanted is not null) return new ServedModel(wanted, wanted, Host(client.Address));
            var names = string.Join(", ", models.Take(8).Select(m => Printable.Line(m.Id, 100))) + (models.Count > 8 ? ", …" : "");
            if (wanted is null && models.Count != 1)
                throw new ForgeException($"endpoint {client.Address}: serves {(models.Count == 0 ? "no model that it names" : $"{models.Count} models ({names})")}: choose one with --model");
            var (id, root, owner) = wanted is null ? models[0] : models.FirstOrDefault(m => m.Id == wanted);
            if (id is null) throw new ForgeException($"endpoint {client.Address}: does not serve the model {wanted}; it serves {names}");
            return new ServedModel(id, root ?? id, Owned(owner, client.Address));
        }
    }

    private static List<(string Id, string? Root, string? Owner)> Entries(JsonElement list)
    {
        var entries = new List<(string, string?, string?)>();
        if (list.ValueKind != JsonValueKind.Object || !list.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return entries;
        foreach (var model in data.EnumerateArray())
            if (Text(model, "id") is { } id)
                entries.Add((id, Text(model, "root"), Text(model, "owned_by")));
        return entries;
    }

    private static string? Text(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Dialect Owned(string? owner, EndpointAddress address) => owner switch
    {
        "vllm" => Dialect.Vllm,
        "sglang" => Dialect.SgLang,
        "llamacpp" => Dialect.LlamaCpp,
        _ => Host(address),
    };

    /// <summary>What the address alone tells.</summary>
    public static Dialect Host(EndpointAddress address) =>
        new Uri(address.Api).Host is var host && (host.EndsWith("api.openai.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase)) ? Dialect.OpenAi : Dialect.Other;
}
