namespace DataForge.Core;

/// <summary>How a batch service is spoken to.</summary>
public enum BatchApi
{
    /// <summary>Files and batches of OpenAI, and of services that do as it does.</summary>
    OpenAi,

    /// <summary>Anthropic's message batches.</summary>
    Anthropic,

    /// <summary>Files for <c>vllm run-batch</c>, which the user runs.</summary>
    Vllm,
}
