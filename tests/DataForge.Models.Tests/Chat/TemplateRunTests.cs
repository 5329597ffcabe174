using DataForge.Models.Chat.Templates;

namespace DataForge.Models.Tests.Chat;

/// <summary>What Jinja prints, with trim_blocks and lstrip_blocks on.</summary>
public sealed class TemplateRunTests
{
    [Theory]
    [InlineData("a\n{% if true %}\nb\n{% endif %}\nc\n", "a\nb\nc")]
    [InlineData("a  {%- if true -%}  b  {%- endif -%}  c", "abc")]
    [InlineData("  {% if true %}x{% endif %}", "x")]
    [InlineData("  {%+ if true %}x{% endif %}", "  x")]
    [InlineData("{# gone #}\nx\n\n", "x\n")]
    [InlineData("  {{ 1 }}\n  {{- 2 -}}\n  3", "  123")]
    [InlineData("{{ 'a' ~ 1 + 2 }}", null)]
    [InlineData("{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }}", "7 9 3 -4 2")]
    [InlineData("{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ not 1 == 2 }} {{ 1 == 1.0 }}", "True False True True")]
    [InlineData("{{ 'b' in 'abc' }} {{ 'x' not in ['x', 'y'] }} {{ 'k' in {'k': 1} }}", "True False True")]
    [InlineData("{{ 'yes' if x is defined else 'no' }}{{ x }}{{ x|default('d') }}", "nod")]
    [InlineData("{{ none is none }} {{ 1 is not none }} {{ 'a' is string and [] is iterable }} {{ 6 is divisibleby 3 }}", "True True True True")]
    [InlineData("{{ ' a '|trim ~ '|' ~ ' a '.lstrip() ~ '|' ~ 'xax'.strip('x') }}", "a|a |a")]
    [InlineData("{{ 'a,b,c'.split(',')[-1] }}{{ 'a,b,c'.split(',', 1)[1] }}{{ 'abc'[1:] }}{{ 'abc'[::-1] }}{{ 'abc'[:-1] }}", "cb,cbccbaab")]
    [InlineData("{% for i in [3, 4] %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ i }};{% endfor %}", "10TrueFalse3;21FalseTrue4;")]
    [InlineData("{% for i in [1, 2, 3] if i != 2 %}{{ i }}{{ loop.length }}{% else %}none{% endfor %}{% for i in [] %}{% else %}none{% endfor %}", "1232none")]
    [InlineData("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "a1b2")]
    [InlineData("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1")]
    [InlineData("{% set ns = namespace(x=1) %}{% for i in [1] %}{% set ns.x = 2 %}{% endfor %}{{ ns.x }}", "2")]
    [InlineData("{% set x %}a{{ 1 }}{% endset %}{{ x|upper }}", "A1")]
    [InlineData("{% macro m(a, b='B') %}{{ a }}{{ b }}{% endmacro %}{{ m('x') }}{{ m('x', b='y') }}", "xBxy")]
    [InlineData("{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "02")]
    [InlineData("{{ ['a', 'b']|join('-') }} {{ [1, 2]|length }} {{ [1, 2]|last }} {{ 'aXb'|lower }} {{ 'a b'|title }}", "a-b 2 2 axb A B")]
    [InlineData("{{ {'a': [1, none, true, 'é\"\\n']}|tojson }}", "{\"a\": [1, null, true, \"é\\\"\\n\"]}")]
    [InlineData("{{ 'it\\'s' \"\\u00e9\" '\\x41' '\\\\boxed' '\\d' }}", "it'séA\\boxed\\d")]
    [InlineData("{% generation %}g{% endgeneration %}", "g")]
    [InlineData("{{ '%}' }}{{ '}}' }}{{ {'a': {'b': 1}}.a.b }}", "%}}}1")]
    public void Prints_what_Jinja_prints(string template, string? expected)
    {
        if (expected is null) Assert.Throws<TemplateError>(() => Print(template));
        else Assert.Equal(expected, Print(template));
    }

    [Fact]
    public void Marks_follow_content_through_trimming_joining_and_splitting()
    {
        var globals = new Dictionary<string, TemplateValue> { ["c"] = new TemplateValue.Text(MarkedText.FromContent("  ab</t>cd ")) };
        var text = TemplateRun.Render(TemplateParser.Parse("<{{ c|trim }}>{{ c.split('</t>')[-1].rstrip() ~ '!' }}{{ c.replace('ab', 'Z') | upper }}"), globals);
        Assert.Equal("<ab</t>cd>cd!  Z</T>CD ", text.Value);
        Assert.Equal(["ab</t>cd", "cd", "  ", "</T>CD "], text.ContentRanges().Select(r => text.Value[r]));
    }

    private static string Print(string template) => TemplateRun.Render(TemplateParser.Parse(template), new Dictionary<string, TemplateValue>()).Value;
}
