using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using DataForge.Core;
using DataForge.Models.Chat;
using DataForge.Tests;

namespace DataForge.Models.Tests.Chat;

/// <summary>Twenty templates of many shapes over eighteen conversations, as Jinja2 3.1 renders them; record.py beside this file records them.</summary>
public sealed class RecordedTemplates
{
    private static readonly JsonElement Recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Repository, "tests/DataForge.Models.Tests/Chat/templates.json"))).RootElement;

    public static TheoryData<string> Names => [.. Recorded.GetProperty("templates").EnumerateArray().Select(t => t.GetProperty("name").GetString()!)];

    [Theory, MemberData(nameof(Names))]
    public void A_template_gives_what_Jinja2_gives(string name)
    {
        var template = Recorded.GetProperty("templates").EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);
        var arguments = template.TryGetProperty("arguments", out var given) ? given.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetRawText()) : null;
        var format = ChatFormat.OfTemplate(string.Join('\n', template.GetProperty("lines").EnumerateArray().Select(l => l.GetString())), "<s>", "</s>", arguments);
        var rendered = new List<string>();
        foreach (var conversation in Recorded.GetProperty("conversations").EnumerateArray())
        {
            var messages = conversation.EnumerateArray().Select(m => new Message(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!)).ToArray();
            foreach (var opens in (bool[])[false, true]) rendered.Add(Digest(format, messages, opens));
        }

        Assert.Equal(template.GetProperty("expected").EnumerateArray().Select(e => e.GetString()), rendered);
    }

    private static string Digest(ChatFormat format, Message[] messages, bool opens)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(format.Render(messages, opens))))[..16];
        }
        catch (ForgeException)
        {
            return "refused";
        }
    }

    [Theory]
    [InlineData("{% if messages|length > 5 %}{{ x | dictsort }}{% endif %}", "uses the filter |dictsort, which is not supported")]
    [InlineData("{% if messages|length > 5 %}{{ x is filter }}{% endif %}", "uses the test \"is filter\", which is not supported")]
    [InlineData("{% for m in [] %}{{ m.content.zfill(3) }}{% endfor %}", "calls the method zfill, which is not supported")]
    [InlineData("{% macro f() %}{{ cycler('a') }}{% endmacro %}", "calls cycler, which is not supported")]
    [InlineData("{% if false %}{{ strftime_now('%Y') }}{% endif %}", "calls strftime_now: give it the date with --template-arg date=YYYY-MM-DD, so that a prompt is the same on every day")]
    public void What_is_missing_is_refused_when_the_format_is_loaded_though_no_message_meets_it(string template, string said) =>
        Assert.Equal($"template: the chat template {said}", Assert.Throws<ForgeException>(() => ChatFormat.OfTemplate(template)).Message);

    [Fact]
    public void The_date_is_the_one_given_and_otherwise_the_templates_own()
    {
        const string Template = "{% if strftime_now is defined %}{{ strftime_now('%d %b %Y, %A, %-d/%m') }}{% else %}fixed{% endif %}";
        Message[] messages = [new("user", "?")];
        Assert.Equal("fixed", ChatFormat.OfTemplate(Template).Render(messages, true));
        Assert.Equal("03 Feb 2025, Monday, 3/02", ChatFormat.OfTemplate(Template, arguments: new Dictionary<string, string> { ["date"] = "2025-02-03" }).Render(messages, true));
        Assert.Equal("template: the chat template is given the date \"today\"; expected --template-arg date=YYYY-MM-DD",
            Assert.Throws<ForgeException>(() => ChatFormat.OfTemplate(Template, arguments: new Dictionary<string, string> { ["date"] = "today" })).Message);
    }

    [Fact]
    public void A_template_that_refuses_system_messages_names_the_way_around()
    {
        var format = ChatFormat.OfTemplate("{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{{ messages[-1].content }}");
        Assert.Equal("template: the chat template refuses these messages: System role not supported; it takes these messages without the system message: leave that out with --system \"\"",
            Assert.Throws<ForgeException>(() => format.Render([new("system", "s"), new("user", "u")], true)).Message);
        Assert.Equal("u", format.Render([new("user", "u")], true));
    }

    [Fact]
    public void A_template_and_a_broken_one_come_from_files_and_keep_the_models_tokens()
    {
        var folder = Directory.CreateTempSubdirectory("forge-template-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"bos_token":"<b>","eos_token":{"content":"<e>"},"chat_template":"own"}""");
            File.WriteAllText(Path.Combine(folder, "mine.jinja"), "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ enable_thinking }}");
            var format = ChatFormat.Load(folder, Path.Combine(folder, "mine.jinja"), new Dictionary<string, string> { ["enable_thinking"] = "false" });
            Assert.Equal("<b>?<e>False", format.Render([new("user", "?")], true));
            Assert.Equal(("<e>", "<e>", ChatFamily.Other), (format.EndOfTurn, ChatFormat.EndToken(folder), format.Family));
            Assert.Equal("own", ChatFormat.Load(folder).Render([new("user", "?")], true));
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), "{}");
            File.WriteAllText(Path.Combine(folder, "chat_template.json"), """{"chat_template":"from json"}""");
            Assert.Equal("from json", ChatFormat.Load(folder).Render([new("user", "?")], true));
            var jinja = Path.Combine(folder, "chat_template.jinja");
            File.WriteAllBytes(jinja, [(byte)'a', 0xFF, 0xFE]);
            Assert.Equal($"{jinja}: the chat template is not valid UTF-8", Assert.Throws<ForgeException>(() => ChatFormat.Load(folder)).Message);
            File.Delete(jinja);
            File.WriteAllBytes(Path.Combine(folder, "chat_template.json"), [.. "{\"chat_template\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
            Assert.StartsWith($"{folder}/chat_template.json: ", Assert.Throws<ForgeException>(() => ChatFormat.Load(folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
