using System.Text.Json.Nodes;

namespace DataForge.DefaultEmbedder;

/// <summary>Writes weights as a safetensors file.</summary>
internal static class Safetensors
{
    private const int Alignment = 64;

    public static void Write(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        var header = new JsonObject();
        long at = 0;
        foreach (var (name, tensor) in weights)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(at, at + tensor.Bytes.Length),
            };
            at += tensor.Bytes.Length;
        }

        var text = header.ToJsonString();
        text = text.PadRight((text.Length + 8 + Alignment - 1) / Alignment * Alignment - 8);
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)text.Length));
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        foreach (var tensor in weights.Values) file.Write(tensor.Bytes);
    }
}
