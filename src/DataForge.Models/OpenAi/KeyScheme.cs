namespace DataForge.Models.OpenAi;

/// <summary>How a server is given the key.</summary>
internal enum KeyScheme
{
    /// <summary><c>Authorization: Bearer</c>.</summary>
    Bearer,

    /// <summary><c>x-api-key</c>, with the version of the interface.</summary>
    Anthropic,
}
