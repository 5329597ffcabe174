using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Sizes a decoder can have. A config or header that claims others is broken or hostile, and is refused before anything is allocated by it.</summary>
internal static class ModelBounds
{
    /// <summary>About ten times the largest in use.</summary>
    private const int MostPositions = 1 << 24;

    /// <summary>Of all layers together. The runtime's time to load a graph grows faster than the square of its experts: 256 take 16 seconds of processor time, 1,024 minutes.</summary>
    private const int MostExperts = 512;

    /// <summary>The config itself.</summary>
    /// <param name="path">The file it was read from, for messages.</param>
    /// <exception cref="ForgeException">The message names the file, the size and its range.</exception>
    public static ModelConfig Checked(this ModelConfig config, string path)
    {
        Size("number of layers", config.Layers, 4096);
        Size("hidden size", config.Hidden, 1 << 20);
        Size("number of heads", config.Heads, 1 << 16);
        Size("number of key-value heads", config.KvHeads, config.Heads);
        Size("head size", config.HeadDim, 1 << 14);
        Size("feed-forward size", config.Intermediate, 1 << 22);
        Size("vocabulary", config.Vocabulary, 1 << 22);
        Size("context length", config.MaxPositions, MostPositions);
        if (config.Heads % config.KvHeads != 0) throw new ForgeException($"{path}: {config.Heads} heads cannot share {config.KvHeads} key-value heads evenly");
        if (config.HeadDim % 2 != 0) throw new ForgeException($"{path}: the head size is {config.HeadDim}; rotary positions need an even one");
        if (!(config.Rope.Theta > 0 && double.IsFinite(config.Rope.Theta) && config.Rope.Factor > 0 && double.IsFinite(config.Rope.Factor)))
            throw new ForgeException($"{path}: rotary base {config.Rope.Theta} with factor {config.Rope.Factor}; expected positive numbers");
        var turned = config.RotaryDim ?? config.HeadDim;
        if (config.Rope.Divisors is { } divisors && divisors.Count != turned / 2)
            throw new ForgeException($"{path}: {divisors.Count} rotary divisors for {turned} rotary columns of a head; expected {turned / 2}");
        if (config.Gemma is { } gemma && !(gemma.QueryScalar > 0 && gemma.ScoreCap >= 0 && gemma.LogitCap >= 0 && double.IsFinite(gemma.QueryScalar + gemma.ScoreCap + gemma.LogitCap)))
            throw new ForgeException($"{path}: query_pre_attn_scalar {gemma.QueryScalar} with soft caps {gemma.ScoreCap} and {gemma.LogitCap}; expected a positive number, and caps of 0 or more");
        if (config.Experts is { } experts)
        {
            Size("number of experts", experts.Count, 4096);
            Size("number of experts of a token", experts.PerToken, experts.Count);
            Size("feed-forward size of an expert", experts.Intermediate, 1 << 22);
            var all = (long)experts.Count * (config.Layers - (experts.DenseLayers?.Count ?? 0));
            if (all > MostExperts) throw new ForgeException($"{path}: {all} experts in all layers together; a graph of more than {MostExperts} takes too long to load and is not supported");
            if (experts.SharedIntermediate != 0) Size("feed-forward size of the shared expert", experts.SharedIntermediate, 1 << 22);
        }

        return config;

        void Size(string name, int value, int most)
        {
            if (value < 1 || value > most) throw new ForgeException($"{path}: the {name} is {value}; expected 1 to {most}");
        }
    }
}
