using System.Text.RegularExpressions;

namespace DataForge.Seeds;

/// <summary>Finds the template, and the evolution, that a free text is an instance of, and works it out.</summary>
/// <remarks>The wording must be the template's (white space may vary); names, things and numbers are free. What it does not guard: a text whose numbers make no sense is recognised as <see cref="Recognition.Unworkable"/>, not repaired.</remarks>
public static class SeedRecognizer
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly Lazy<(Template Template, Regex Facts)[]> Problems = new(() =>
        [.. TemplateLibrary.Problems.Select(t => (t, new Regex($@"\A\s*{t.Say.Pattern(null, t.IsWord)}\s*", RegexOptions.CultureInvariant, Limit)))]);

    /// <summary>Null when no template fits.</summary>
    public static Recognition? Recognize(string text)
    {
        foreach (var (template, facts) in Problems.Value)
        {
            if (facts.Match(text) is not { Success: true } match) continue;
            var scope = Bind(match, template, new Scope());
            var rest = text[match.Length..];
            if (Ends(rest, template, template.Ask!, scope) is { } asked) return Plain(template, Bind(asked, template, scope), text);
            if (Evolved(template, scope, text, rest) is { } evolved) return evolved;
        }

        return null;
    }

    private static Recognition Plain(Template template, Scope scope, string text) =>
        new(template.Id, null, null, template.Work(scope) ? Solving.Problem(template, scope, text, null) : null);

    private static Recognition? Evolved(Template template, Scope scope, string text, string rest)
    {
        // An evolved text lacks the question, and with it the numbers that only the question shows: those are found in the topic.
        foreach (var evolution in TemplateLibrary.Evolutions.Where(e => e.Language == template.Language))
        {
            var topic = template.Topic!.Pattern(scope, template.IsWord);
            var pattern = evolution.Say.Pattern(null, evolution.IsWord).Replace(@"(?<topic>\p{L}+?)", topic, StringComparison.Ordinal);
            var match = Regex.Match(rest, $@"\A{pattern.Replace(@"\k<topic>", topic, StringComparison.Ordinal)}\s*\z", RegexOptions.CultureInvariant, Limit);
            if (!match.Success) continue;
            var own = Bind(match, evolution, new Scope(), evolution.ShownNumbers);
            Bind(match, template, scope);
            if (!template.Work(scope)) return new Recognition(template.Id, evolution.Id, evolution.Skill, null);
            var given = Solving.EvolutionScope(template, scope);
            foreach (var (name, value) in own.Numbers) given.Numbers[name] = value;
            return new Recognition(template.Id, evolution.Id, evolution.Skill, evolution.Work(given) ? Solving.Problem(template, scope, text, (evolution, given)) : null);
        }

        return null;
    }

    private static Match? Ends(string rest, Template template, TemplateText ask, Scope scope) =>
        Regex.Match(rest, $@"\A{ask.Pattern(scope, template.IsWord)}\s*\z", RegexOptions.CultureInvariant, Limit) is { Success: true } match ? match : null;

    private static Scope Bind(Match match, Template template, Scope scope, IEnumerable<string>? only = null)
    {
        foreach (var group in match.Groups.Values.Where(g => g.Success && !char.IsAsciiDigit(g.Name[0]) && only?.Contains(g.Name) != false && !scope.Has(g.Name)))
        {
            if (template.IsWord(group.Name)) scope.Words.Add(group.Name, group.Value);
            else scope.Numbers.Add(group.Name, Fraction.Parse(group.Value));
        }

        return scope;
    }
}
