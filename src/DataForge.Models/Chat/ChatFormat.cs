using DataForge.Core;
using DataForge.Models.Chat.Templates;
using DataForge.Models.Gguf;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Chat;

/// <summary>A model's own chat format: its template, run as transformers runs it (default system prompts, trimming and refusals included). For any number of threads.</summary>
/// <remarks>
/// The part of Jinja that chat templates use is interpreted; what lies outside it is refused by name when the format is loaded, whether or not the first message meets it.
/// Tools and documents are none. The date is not given (<c>strftime_now</c> is undefined, so a template's fixed date holds) unless the template argument <c>date</c> names it:
/// the same messages always give the same prompt.
/// </remarks>
public sealed class ChatFormat
{
    private readonly ChatTemplateSource _source;
    private readonly IReadOnlyList<Statement> _template;

    private readonly Dictionary<string, TemplateValue> _globals;

    private ChatFormat(ChatTemplateSource source, IReadOnlyDictionary<string, string>? arguments = null)
    {
        _source = source;
        Family = source.Template.Contains("<|im_start|>", StringComparison.Ordinal) ? ChatFamily.ChatMl
            : source.Template.Contains("<|start_header_id|>", StringComparison.Ordinal) ? ChatFamily.Llama3
            : ChatFamily.Other;
        try
        {
            _globals = TemplateGlobals.Of(source, arguments);
            _template = TemplateParser.Parse(source.Template);
            TemplateCheck.Run(_template, [.. TemplateRun.Functions, .. _globals.Keys]);
        }
        catch (TemplateError e)
        {
            throw Fails(e);
        }

        Render([new Message("user", "?")], addGenerationPrompt: true);
    }

    public ChatFamily Family { get; }

    /// <summary>The token that ends a turn; a generation stops there.</summary>
    public string EndOfTurn => Family switch { ChatFamily.ChatMl => "<|im_end|>", ChatFamily.Llama3 => "<|eot_id|>", _ => _source.End ?? "" };

    /// <summary>The end token that a model's files name; null when they name none.</summary>
    public static string? EndToken(string path) => ChatTemplateSource.Tokens(path).End;

    /// <summary>The format of a model.</summary>
    /// <param name="path">A directory (chat_template.jinja, tokenizer_config.json or one .gguf), a .gguf file, or a tokenizer.json beside those.</param>
    /// <exception cref="ForgeException">No template, one of another family, or one that cannot be run.</exception>
    /// <param name="template">A Jinja file in place of the model's own template; null takes the model's.</param>
    /// <param name="arguments">Further names for the template; a value that is JSON is taken as such, else as text.</param>
    public static ChatFormat Load(string path, string? template = null, IReadOnlyDictionary<string, string>? arguments = null) => Find(path, template, arguments)
        ?? throw new ForgeException($"{path}: no chat template (chat_template.jinja, chat_template in tokenizer_config.json, or tokenizer.chat_template in a GGUF); a model without one takes raw prompts");

    /// <summary>The format of a model; null when its files hold no template.</summary>
    /// <inheritdoc cref="Load"/>
    public static ChatFormat? Find(string path, string? template = null, IReadOnlyDictionary<string, string>? arguments = null) =>
        (template is null ? ChatTemplateSource.Find(path) : ChatTemplateSource.OfFile(template, path)) is { } source ? new ChatFormat(source, arguments) : null;

    /// <summary>The format inside a GGUF file; null when it has none.</summary>
    /// <inheritdoc cref="Load"/>
    public static ChatFormat? Find(GgufFile file) => ChatTemplateSource.Of(file) is { } source ? new ChatFormat(source) : null;

    internal static ChatFormat OfTemplate(string template, string? begin = null, string? end = null, IReadOnlyDictionary<string, string>? arguments = null) =>
        new(new ChatTemplateSource("template", template, begin, end), arguments);

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
        try
        {
            return Run(messages, addGenerationPrompt);
        }
        catch (TemplateError e)
        {
            throw messages is [{ Role: "system" }, _, ..] && Takes([.. messages.Skip(1)]) ? Fails(e, "; it takes these messages without the system message: leave that out with --system \"\"") : Fails(e);
        }

        bool Takes(Message[] others)
        {
            try
            {
                Run(others, addGenerationPrompt);
                return true;
            }
            catch (TemplateError)
            {
                return false;
            }
        }
    }

    private MarkedText Run(IReadOnlyList<Message> messages, bool addGenerationPrompt)
    {
        return TemplateRun.Render(_template, new Dictionary<string, TemplateValue>(_globals)
        {
            ["messages"] = new TemplateValue.List([.. messages.Select(Value)]),
            ["add_generation_prompt"] = TemplateValue.Of(addGenerationPrompt),
        });

        static TemplateValue Value(Message message) => new TemplateValue.Map(new Dictionary<string, TemplateValue>
        {
            ["role"] = new TemplateValue.Text(MarkedText.FromContent(message.Role)),
            ["content"] = new TemplateValue.Text(MarkedText.FromContent(message.Content)),
        });
    }

    private ForgeException Fails(TemplateError error, string hint = "") => new($"{_source.Path}: the chat template {error.Message}{hint}", error);
}
