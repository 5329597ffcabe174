namespace DataForge.Models.Chat.Templates;

/// <summary>One rendering of a template. Bounded: steps, output and nesting have limits, so that a hostile template ends in an error.</summary>
internal sealed partial class TemplateRun
{
    /// <summary>A conversation of 10,000 turns through the longest template in use takes about a tenth.</summary>
    private const int MostSteps = 10_000_000;

    private const int DeepestCall = 50;

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    private MarkedTextBuilder _out = new();
    private int _steps;
    private int _calls;

    /// <summary>Functions that every template can call.</summary>
    public static IReadOnlyList<string> Functions { get; } = ["namespace", "dict", "range", "raise_exception"];

    /// <param name="globals">Names the template can read.</param>
    public static MarkedText Render(IReadOnlyList<Statement> body, IReadOnlyDictionary<string, TemplateValue> globals)
    {
        var run = new TemplateRun();
        var scope = new TemplateScope(null)
        {
            ["namespace"] = new TemplateValue.Function("namespace", a => new TemplateValue.Map(new Dictionary<string, TemplateValue>(a.Named), IsNamespace: true)),
            ["dict"] = new TemplateValue.Function("dict", a => new TemplateValue.Map(new Dictionary<string, TemplateValue>(a.Named))),
            ["range"] = new TemplateValue.Function("range", Range),
            ["raise_exception"] = new TemplateValue.Function("raise_exception", a => throw new TemplateError($"refuses these messages: {a.RequiredText(0, "message")}")),
        };
        foreach (var (name, value) in globals) scope[name] = value;
        run.Run(body, new TemplateScope(scope));
        return run._out.Text();
    }

    private void Step()
    {
        if (++_steps > MostSteps) throw new TemplateError($"takes more than {MostSteps} steps");
    }

    private Flow Run(IReadOnlyList<Statement> body, TemplateScope scope)
    {
        foreach (var statement in body)
        {
            Step();
            var flow = Run(statement, scope);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }

    private Flow Run(Statement statement, TemplateScope scope)
    {
        switch (statement)
        {
            case Statement.Literal literal: _out.Add(literal.Text); break;
            case Statement.Print print: _out.Add(Evaluate(print.Value, scope).Print()); break;
            case Statement.If branch: return Run(branch.Branches.FirstOrDefault(b => Evaluate(b.Condition, scope).IsTrue) is { Body: { } body } ? body : branch.Else, scope);
            case Statement.For loop: return Loop(loop, scope);
            case Statement.Set set: Set(set, scope); break;
            case Statement.Capture capture: scope[capture.Name] = new TemplateValue.Text(Captured(capture.Body, new TemplateScope(scope))); break;
            case Statement.Macro macro: scope[macro.Name] = new TemplateValue.Function(macro.Name, arguments => Invoke(macro, arguments, scope)); break;
            case Statement.Group group: return Run(group.Body, scope);
            case Statement.Break: return Flow.Break;
            default: return Flow.Continue;
        }

        return Flow.Next;
    }

    private void Set(Statement.Set set, TemplateScope scope)
    {
        var value = Evaluate(set.Value, scope);
        if (set.Attribute is null) scope[set.Name] = value;
        else if (scope.Find(set.Name) is TemplateValue.Map { IsNamespace: true } space) space.Values[set.Attribute] = value;
        else throw new TemplateError($"sets {set.Name}.{set.Attribute}, but {set.Name} is not a namespace");
    }

    private Flow Loop(Statement.For loop, TemplateScope scope)
    {
        var items = Items(Evaluate(loop.Over, scope));
        if (loop.Where is { } where) items = [.. items.Where(item => Evaluate(where, Bound(loop.Names, item, scope)).IsTrue)];
        if (items.Count == 0) return Run(loop.Else, new TemplateScope(scope));
        for (var i = 0; i < items.Count; i++)
        {
            Step();
            var inner = Bound(loop.Names, items[i], scope);
            inner["loop"] = new TemplateValue.Map(new Dictionary<string, TemplateValue>
            {
                ["index"] = new TemplateValue.Integer(i + 1),
                ["index0"] = new TemplateValue.Integer(i),
                ["revindex"] = new TemplateValue.Integer(items.Count - i),
                ["revindex0"] = new TemplateValue.Integer(items.Count - i - 1),
                ["first"] = TemplateValue.Of(i == 0),
                ["last"] = TemplateValue.Of(i == items.Count - 1),
                ["length"] = new TemplateValue.Integer(items.Count),
                ["previtem"] = i > 0 ? items[i - 1] : new TemplateValue.Undefined("loop.previtem"),
                ["nextitem"] = i + 1 < items.Count ? items[i + 1] : new TemplateValue.Undefined("loop.nextitem"),
            });
            if (Run(loop.Body, inner) == Flow.Break) break;
        }

        return Flow.Next;
    }

    private static TemplateScope Bound(IReadOnlyList<string> names, TemplateValue item, TemplateScope outer)
    {
        var scope = new TemplateScope(outer);
        if (names.Count == 1)
        {
            scope[names[0]] = item;
            return scope;
        }

        if (item is not TemplateValue.List { Values: var values } || values.Count != names.Count) throw new TemplateError($"unpacks {item.Kind} into {names.Count} names");
        for (var i = 0; i < names.Count; i++) scope[names[i]] = values[i];
        return scope;
    }

    private MarkedText Captured(IReadOnlyList<Statement> body, TemplateScope scope)
    {
        var outer = _out;
        _out = new MarkedTextBuilder();
        Run(body, scope);
        var text = _out.Text();
        _out = outer;
        return text;
    }

    private TemplateValue.Text Invoke(Statement.Macro macro, TemplateArguments arguments, TemplateScope scope)
    {
        if (++_calls > DeepestCall) throw new TemplateError($"calls macros more than {DeepestCall} deep");
        var inner = new TemplateScope(scope);
        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, fallback) = macro.Parameters[i];
            inner[name] = arguments.Find(i, name) ?? (fallback is null ? new TemplateValue.Undefined(name) : Evaluate(fallback, inner));
        }

        var text = Captured(macro.Body, inner);
        _calls--;
        return new TemplateValue.Text(text);
    }

    private static TemplateValue.List Range(TemplateArguments arguments)
    {
        var bounds = arguments.Placed.Select(a => a is TemplateValue.Integer whole ? whole.Value : throw new TemplateError($"calls range with {a.Kind}")).ToArray();
        var (start, stop, step) = bounds switch
        {
            [var only] => (0, only, 1),
            [var from, var to] => (from, to, 1),
            [var from, var to, var by] when by != 0 => (from, to, by),
            _ => throw new TemplateError("calls range with arguments it does not take"),
        };
        var values = new List<TemplateValue>();
        for (var at = start; step > 0 ? at < stop : at > stop; at += step)
        {
            if (values.Count >= MostSteps) throw new TemplateError($"takes more than {MostSteps} steps");
            values.Add(new TemplateValue.Integer(at));
        }

        return new(values);
    }
}
