namespace DataForge.Seeds;

/// <summary>Writes the worked solution of a scope whose steps have been worked.</summary>
internal static class Solving
{
    /// <summary>What an evolution sees: the parent's answer as x, and its topic.</summary>
    public static Scope EvolutionScope(Template template, Scope scope)
    {
        var given = new Scope();
        given.Numbers.Add("x", template.Answer(scope));
        given.Words.Add("topic", template.Topic!.Render(scope, _ => 0));
        return given;
    }

    public static SeedProblem Problem(Template template, Scope scope, string text, (Template Template, Scope Scope)? evolution)
    {
        List<(Template Template, Scope Scope)> parts = evolution is { } e ? [(template, scope), e] : [(template, scope)];
        var (last, lastScope) = parts[^1];
        var gap = template.Language == "zh" ? "" : " ";
        var answer = last.Answer(lastScope).ToString();
        var sentences = parts.SelectMany(p => p.Template.StepsFor(p.Scope).Select(s => s.Text.Render(p.Scope, _ => 0)));
        var closing = template.Language == "zh" ? $"答案是\\boxed{{{answer}}}。" : $"The answer is \\boxed{{{answer}}}.";
        var equations = parts.Sum(p => p.Template.StepsFor(p.Scope).Sum(s => s.Text.Equations.Count));
        var digits = parts.SelectMany(p => p.Scope.Numbers.Values).Max(v => v.ToString().Length);
        return new SeedProblem(text, string.Join(gap, sentences.Append(closing)), answer, template.Id, template.Skill, template.Language, equations,
            Math.Min(1, Math.Round(0.1 * equations + 0.05 * digits, 2)), evolution?.Template.Skill, evolution?.Template.Id, null);
    }
}
