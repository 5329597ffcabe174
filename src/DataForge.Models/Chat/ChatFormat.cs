using DataForge.Core;
using DataForge.Models.Chat.Templates;
using DataForge.Models.Gguf;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Chat;

/// <summary>A model's own chat format: its template, run as transformers runs it (default system prompts, trimming and refusals included). For any number of threads.</summary>
/// <remarks>
/// Templates of the families ChatML and Llama 3 are run; of another family are refused by name. The part of Jinja that such templates use is interpreted;
/// what lies outside it is refused by name when the format is loaded. Tools and documents are not given to the template, nor the date (<c>strftime_now</c> is undefined, so a template's fixed date holds and the same messages always give the same prompt).
/// </remarks>
public sealed class ChatFormat
{
    private static readonly (string Marker, string Family)[] OtherFamilies =
    [
        ("[INST]", "Mistral or Llama 2 ([INST])"), ("<start_of_turn>", "Gemma (<start_of_turn>)"), ("<｜User｜>", "DeepSeek (<｜User｜>)"), ("<|START_OF_TURN_TOKEN|>", "Command R (<|START_OF_TURN_TOKEN|>)"),
        ("<|start|>", "Harmony (<|start|>)"), ("<|user|>", "Phi or Zephyr (<|user|>)"), ("GPT4 Correct User", "OpenChat (GPT4 Correct User)"), ("### Instruction", "Alpaca (### Instruction)"), ("USER:", "Vicuna (USER:)"),
    ];

    private readonly ChatTemplateSource _source;
    private readonly IReadOnlyList<Statement> _template;

    private ChatFormat(ChatTemplateSource source)
    {
        _source = source;
        Family = Detect(source);
        try
        {
            _template = TemplateParser.Parse(source.Template);
        }
        catch (TemplateError e)
        {
            throw Fails(e);
        }

        Render([new Message("user", "?")], addGenerationPrompt: true);
    }

    public ChatFamily Family { get; }

    /// <summary>The token that ends a turn; a generation stops there.</summary>
    public string EndOfTurn => Family == ChatFamily.ChatMl ? "<|im_end|>" : "<|eot_id|>";

    /// <summary>The format of a model.</summary>
    /// <param name="path">A directory (chat_template.jinja, tokenizer_config.json or one .gguf), a .gguf file, or a tokenizer.json beside those.</param>
    /// <exception cref="ForgeException">No template, one of another family, or one that cannot be run.</exception>
    public static ChatFormat Load(string path) => Find(path)
        ?? throw new ForgeException($"{path}: no chat template (chat_template.jinja, chat_template in tokenizer_config.json, or tokenizer.chat_template in a GGUF); a model without one takes raw prompts");

    /// <summary>The format of a model; null when its files hold no template.</summary>
    /// <inheritdoc cref="Load"/>
    public static ChatFormat? Find(string path) => ChatTemplateSource.Find(path) is { } source ? new ChatFormat(source) : null;

    /// <summary>The format inside a GGUF file; null when it has none.</summary>
    /// <inheritdoc cref="Load"/>
    public static ChatFormat? Find(GgufFile file) => ChatTemplateSource.Of(file) is { } source ? new ChatFormat(source) : null;

    internal static ChatFormat OfTemplate(string template, string? begin = null, string? end = null) => new(new ChatTemplateSource("template", template, begin, end));

    /// <summary>The prompt as text.</summary>
    /// <param name="addGenerationPrompt">Ends with the opening of the assistant's turn.</param>
    /// <exception cref="ForgeException">The template refuses these messages (two users in a row, an unknown role).</exception>
    public string Render(IReadOnlyList<Message> messages, bool addGenerationPrompt) => RenderMarked(messages, addGenerationPrompt).Value;

    /// <summary>The prompt as token ids, without anything added around it (a template prints its own begin token).</summary>
    /// <param name="recogniseSpecialInContent">
    /// False, the default: control tokens are recognised only where the template prints them, so a message holding <c>&lt;|im_end|&gt;</c> stays inside its turn. True: as transformers'
    /// apply_chat_template, where such a message ends its own turn and can open another one.
    /// </param>
    public int[] Encode(Tokenizer tokenizer, IReadOnlyList<Message> messages, bool addGenerationPrompt, bool recogniseSpecialInContent = false)
    {
        var prompt = RenderMarked(messages, addGenerationPrompt);
        return recogniseSpecialInContent ? tokenizer.Encode(prompt.Value) : tokenizer.Encode(prompt.Value, prompt.ContentRanges());
    }

    private MarkedText RenderMarked(IReadOnlyList<Message> messages, bool addGenerationPrompt)
    {
        var globals = new Dictionary<string, TemplateValue>
        {
            ["messages"] = new TemplateValue.List([.. messages.Select(Value)]),
            ["add_generation_prompt"] = TemplateValue.Of(addGenerationPrompt),
        };
        if (_source.Begin is not null) globals["bos_token"] = TemplateValue.Of(_source.Begin);
        if (_source.End is not null) globals["eos_token"] = TemplateValue.Of(_source.End);
        try
        {
            return TemplateRun.Render(_template, globals);
        }
        catch (TemplateError e)
        {
            throw Fails(e);
        }

        static TemplateValue Value(Message message) => new TemplateValue.Map(new Dictionary<string, TemplateValue>
        {
            ["role"] = new TemplateValue.Text(MarkedText.FromContent(message.Role)),
            ["content"] = new TemplateValue.Text(MarkedText.FromContent(message.Content)),
        });
    }

    private static ChatFamily Detect(ChatTemplateSource source)
    {
        if (source.Template.Contains("<|im_start|>", StringComparison.Ordinal)) return ChatFamily.ChatMl;
        if (source.Template.Contains("<|start_header_id|>", StringComparison.Ordinal)) return ChatFamily.Llama3;
        var known = OtherFamilies.FirstOrDefault(f => source.Template.Contains(f.Marker, StringComparison.Ordinal)).Family;
        var start = source.Template.ReplaceLineEndings(" ");
        throw new ForgeException($"{source.Path}: the chat template is of the family {known ?? $"unknown (it begins: {(start.Length > 60 ? start[..60] + "…" : start)})"}; supported: ChatML (<|im_start|>), Llama 3 (<|start_header_id|>). Raw prompts work with any model");
    }

    private ForgeException Fails(TemplateError error) => new($"{_source.Path}: the chat template {error.Message}", error);
}
