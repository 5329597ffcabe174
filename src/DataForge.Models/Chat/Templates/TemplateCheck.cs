namespace DataForge.Models.Chat.Templates;

/// <summary>Looks through a parsed template for filters, tests, methods and functions that are not supported, so that a template which would fail on some messages is refused before any.</summary>
internal sealed class TemplateCheck
{
    private readonly HashSet<string> _defined;

    private bool _collects;

    private TemplateCheck(IEnumerable<string> defined) => _defined = new HashSet<string>(defined, StringComparer.Ordinal);

    /// <param name="globals">Names that are functions or given values.</param>
    /// <exception cref="TemplateError">Names the first thing that is not supported.</exception>
    public static void Run(IReadOnlyList<Statement> template, IEnumerable<string> globals)
    {
        var check = new TemplateCheck(globals);
        check.Define(template);
        check._collects = true;
        check.All(template); // names that the template itself asks for
        check._collects = false;
        check.All(template);
    }

    /// <summary>Names that the template gives a meaning to, anywhere: whether a macro is called before it stands is left to the run.</summary>
    private void Define(IReadOnlyList<Statement> body)
    {
        foreach (var statement in body)
        {
            switch (statement)
            {
                case Statement.Set set: _defined.Add(set.Name); break;
                case Statement.Capture capture: _defined.Add(capture.Name); Define(capture.Body); break;
                case Statement.Macro macro: _defined.Add(macro.Name); _defined.UnionWith(macro.Parameters.Select(p => p.Name)); Define(macro.Body); break;
                case Statement.For loop: _defined.UnionWith(loop.Names); Define(loop.Body); Define(loop.Else); break;
                case Statement.If branch: foreach (var (_, inner) in branch.Branches) Define(inner); Define(branch.Else); break;
                case Statement.Group group: Define(group.Body); break;
            }
        }
    }

    private void All(IReadOnlyList<Statement> body)
    {
        foreach (var statement in body)
        {
            switch (statement)
            {
                case Statement.Print print: Look(print.Value); break;
                case Statement.Set set: Look(set.Value); break;
                case Statement.Capture capture: All(capture.Body); break;
                case Statement.Macro macro:
                    foreach (var (_, fallback) in macro.Parameters) Look(fallback);
                    All(macro.Body);
                    break;
                case Statement.For loop:
                    Look(loop.Over);
                    Look(loop.Where);
                    All(loop.Body);
                    All(loop.Else);
                    break;
                case Statement.If branch:
                    foreach (var (condition, inner) in branch.Branches)
                    {
                        Look(condition);
                        All(inner);
                    }

                    All(branch.Else);
                    break;
                case Statement.Group group: All(group.Body); break;
            }
        }
    }

    private void Look(Expression? expression)
    {
        switch (expression)
        {
            case Expression.ListOf list: foreach (var item in list.Items) Look(item); break;
            case Expression.MapOf map: foreach (var (key, value) in map.Items) { Look(key); Look(value); } break;
            case Expression.Member member: Look(member.Of); Look(member.Key); break;
            case Expression.Slice slice: Look(slice.Of); Look(slice.Start); Look(slice.Stop); Look(slice.Step); break;
            case Expression.Filter filter:
                Known(TemplateFilters.Names.Contains(filter.Name), $"uses the filter |{filter.Name}");
                Look(filter.Input);
                Look(filter.Arguments);
                break;
            case Expression.Test { Name: "defined" or "undefined", Input: Expression.Variable asked } when _collects:
                _defined.Add(asked.Name);
                break;
            case Expression.Test test:
                Known(TemplateTests.Names.Contains(test.Name), $"uses the test \"is {test.Name}\"");
                Look(test.Input);
                Look(test.Arguments);
                break;
            case Expression.Call { Callee: Expression.Variable function } call:
                if (function.Name == "strftime_now" && !_collects && !_defined.Contains("strftime_now"))
                    throw new TemplateError("calls strftime_now: give it the date with --template-arg date=YYYY-MM-DD, so that a prompt is the same on every day");
                Known(_defined.Contains(function.Name), $"calls {function.Name}");
                Look(call.Arguments);
                break;
            case Expression.Call { Callee: Expression.Member { Key: Expression.Literal { Value: TemplateValue.Text method } } member } call:
                Known(TemplateMethods.Names.Contains(method.Value.Value), $"calls the method {method.Value.Value}");
                Look(member.Of);
                Look(call.Arguments);
                break;
            case Expression.Call call: Look(call.Callee); Look(call.Arguments); break;
            case Expression.Unary unary: Look(unary.Operand); break;
            case Expression.Binary binary: Look(binary.Left); Look(binary.Right); break;
            case Expression.Choice choice: Look(choice.Condition); Look(choice.Then); Look(choice.Else); break;
        }
    }

    private void Look(Arguments arguments)
    {
        foreach (var placed in arguments.Placed) Look(placed);
        foreach (var (_, value) in arguments.Named) Look(value);
    }

    private void Known(bool isKnown, string what)
    {
        if (!isKnown && !_collects) throw new TemplateError($"{what}, which is not supported");
    }
}
