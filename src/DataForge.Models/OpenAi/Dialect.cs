namespace DataForge.Models.OpenAi;

/// <summary>Which server answers, as far as its requests and replies differ.</summary>
internal enum Dialect
{
    /// <summary>Unknown: gets every sampling parameter, also those beyond OpenAI's own; servers pass over what they do not know.</summary>
    Other,

    /// <summary>OpenAI's own service: refuses parameters that it does not know.</summary>
    OpenAi,

    Vllm,

    SgLang,

    LlamaCpp,
}
