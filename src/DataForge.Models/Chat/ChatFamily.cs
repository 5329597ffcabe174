namespace DataForge.Models.Chat;

/// <summary>How a model's turns are set apart, where that is known; templates of every family are run.</summary>
public enum ChatFamily
{
    /// <summary>&lt;|im_start|&gt;role, content, &lt;|im_end|&gt;: SmolLM2, Qwen2, Qwen2.5, Qwen2.5-Math, Qwen3.</summary>
    ChatMl,

    /// <summary>&lt;|start_header_id|&gt;role&lt;|end_header_id|&gt;, content, &lt;|eot_id|&gt;: Llama 3 and its successors.</summary>
    Llama3,

    /// <summary>Any other; a turn ends at the end token that the model's files name.</summary>
    Other,
}
