using DataForge.Core;
using YamlDotNet.RepresentationModel;

namespace DataForge.Runs.Manifests;

/// <summary>All that is wrong with a manifest, each with its line.</summary>
internal sealed class ManifestFaults(string path)
{
    private readonly List<(long Line, string Text)> _found = [];

    public void Add(YamlNode node, string text) => Add(node.Start.Line, text);

    public void Add(long line, string text) => _found.Add((line, text));

    /// <exception cref="ForgeException">Something was found; the message has a line for each.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0) throw new ForgeException(string.Join('\n', _found.OrderBy(f => f.Line).Select(f => $"{path}:{f.Line}: {f.Text}").Distinct()));
    }
}
