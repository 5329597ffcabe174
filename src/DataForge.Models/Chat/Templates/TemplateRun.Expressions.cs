namespace DataForge.Models.Chat.Templates;

internal sealed partial class TemplateRun
{
    private TemplateValue Evaluate(Expression expression, TemplateScope scope)
    {
        Step();
        switch (expression)
        {
            case Expression.Literal literal: return literal.Value;
            case Expression.Variable variable: return scope.Find(variable.Name);
            case Expression.ListOf list: return new TemplateValue.List([.. list.Items.Select(i => Evaluate(i, scope))]);
            case Expression.MapOf map: return Map(map, scope);
            case Expression.Member member: return Member(Evaluate(member.Of, scope), Evaluate(member.Key, scope));
            case Expression.Slice slice: return Slice(slice, scope);
            case Expression.Call call: return Call(call, scope);
            case Expression.Filter filter: return TemplateFilters.Apply(filter.Name, Evaluate(filter.Input, scope), Arguments(filter.Name, filter.Arguments, scope));
            case Expression.Test test: return TemplateValue.Of(TemplateTests.Holds(test.Name, Evaluate(test.Input, scope), Arguments(test.Name, test.Arguments, scope)));
            case Expression.Unary unary: return Unary(unary.Operator, Evaluate(unary.Operand, scope));
            case Expression.Binary binary: return Binary(binary, scope);
            case Expression.Choice choice:
                if (Evaluate(choice.Condition, scope).IsTrue) return Evaluate(choice.Then, scope);
                return choice.Else is null ? new TemplateValue.Undefined("the missing else") : Evaluate(choice.Else, scope);
            default: throw new InvalidOperationException(expression.ToString());
        }
    }

    private TemplateArguments Arguments(string callee, Arguments arguments, TemplateScope scope) => new(callee,
        [.. arguments.Placed.Select(a => Evaluate(a, scope))], arguments.Named.ToDictionary(n => n.Name, n => Evaluate(n.Value, scope), StringComparer.Ordinal));

    private TemplateValue.Map Map(Expression.MapOf map, TemplateScope scope)
    {
        var values = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Items)
            values[Evaluate(key, scope) is TemplateValue.Text text ? text.Value.Value : throw new TemplateError("makes a mapping with a key that is not text")] = Evaluate(value, scope);
        return new(values);
    }

    /// <summary>x.name and x[key] alike: what is not there is undefined, and something of the undefined is an error.</summary>
    private static TemplateValue Member(TemplateValue of, TemplateValue key)
    {
        switch (of, key)
        {
            case (TemplateValue.Map map, TemplateValue.Text name): return map.Values.TryGetValue(name.Value.Value, out var value) ? value : new TemplateValue.Undefined(name.Value.Value);
            case (TemplateValue.List list, TemplateValue.Integer index):
                var at = index.Value < 0 ? index.Value + list.Values.Count : index.Value;
                return at >= 0 && at < list.Values.Count ? list.Values[(int)at] : new TemplateValue.Undefined($"item {index.Value}");
            case (TemplateValue.Text text, TemplateValue.Integer index):
                var points = text.Value.CodePoints();
                var place = index.Value < 0 ? index.Value + points.Count : index.Value;
                return place >= 0 && place < points.Count ? new TemplateValue.Text(points[(int)place]) : new TemplateValue.Undefined($"character {index.Value}");
            case (TemplateValue.Undefined, _): throw new TemplateError($"reads {Spelled(key)} of {of.Kind}");
            default: return new TemplateValue.Undefined(Spelled(key));
        }

        static string Spelled(TemplateValue key) => key is TemplateValue.Text text ? text.Value.Value : key is TemplateValue.Integer index ? $"item {index.Value}" : key.Kind;
    }

    private TemplateValue Slice(Expression.Slice slice, TemplateScope scope)
    {
        var of = Evaluate(slice.Of, scope);
        var points = of is TemplateValue.Text cut ? cut.Value.CodePoints() : [];
        var length = of switch
        {
            TemplateValue.List list => list.Values.Count,
            TemplateValue.Text => points.Count,
            _ => throw new TemplateError($"takes a slice of {of.Kind}"),
        };
        var step = Bound(slice.Step) ?? 1;
        if (step == 0) throw new TemplateError("takes a slice with step 0");
        var (low, high) = step > 0 ? (0L, length) : (-1L, length - 1L);
        var start = Clamp(Bound(slice.Start)) ?? (step > 0 ? low : high);
        var stop = Clamp(Bound(slice.Stop)) ?? (step > 0 ? high : low);
        var places = new List<int>();
        for (var at = start; step > 0 ? at < stop : at > stop; at += step) places.Add((int)at);
        return of is TemplateValue.List source
            ? new TemplateValue.List([.. places.Select(p => source.Values[p])])
            : new TemplateValue.Text(MarkedText.Join(places.Select(p => points[p]), MarkedText.Empty));

        long? Bound(Expression? bound) => bound is null ? null : Evaluate(bound, scope) switch
        {
            TemplateValue.None => null,
            TemplateValue.Integer whole => Math.Clamp(whole.Value, -1L << 40, 1L << 40),
            var other => throw new TemplateError($"takes a slice with {other.Kind} as its bound"),
        };

        long? Clamp(long? bound) => bound is null ? null : Math.Clamp(bound < 0 ? bound.Value + length : bound.Value, low, high);
    }

    private TemplateValue Call(Expression.Call call, TemplateScope scope)
    {
        if (call.Callee is Expression.Member { Key: Expression.Literal { Value: TemplateValue.Text method } } member)
        {
            var of = Evaluate(member.Of, scope);
            if (of is not TemplateValue.Map { Values: var values } || !values.TryGetValue(method.Value.Value, out var held) || held is not TemplateValue.Function)
                return TemplateMethods.Call(of, method.Value.Value, Arguments(method.Value.Value, call.Arguments, scope));
        }

        return Evaluate(call.Callee, scope) switch
        {
            TemplateValue.Function function => function.Call(Arguments(function.Name, call.Arguments, scope)),
            TemplateValue.Undefined undefined => throw new TemplateError($"calls {undefined.Name}, which is not defined or not supported"),
            var other => throw new TemplateError($"calls {other.Kind}"),
        };
    }

    private static TemplateValue Unary(string sign, TemplateValue operand) => (sign, operand) switch
    {
        ("not", _) => TemplateValue.Of(!operand.IsTrue),
        ("+", TemplateValue.Integer or TemplateValue.Number) => operand,
        ("-", TemplateValue.Integer whole) => new TemplateValue.Integer(-whole.Value),
        ("-", TemplateValue.Number number) => new TemplateValue.Number(-number.Value),
        _ => throw new TemplateError($"puts {sign} before {operand.Kind}"),
    };

    private TemplateValue Binary(Expression.Binary binary, TemplateScope scope)
    {
        var left = Evaluate(binary.Left, scope);
        if (binary.Operator == "and") return left.IsTrue ? Evaluate(binary.Right, scope) : left;
        if (binary.Operator == "or") return left.IsTrue ? left : Evaluate(binary.Right, scope);
        var right = Evaluate(binary.Right, scope);
        return binary.Operator switch
        {
            "==" => TemplateValue.Of(left.Same(right)),
            "!=" => TemplateValue.Of(!left.Same(right)),
            "<" => TemplateValue.Of(Compare(left, right) < 0),
            "<=" => TemplateValue.Of(Compare(left, right) <= 0),
            ">" => TemplateValue.Of(Compare(left, right) > 0),
            ">=" => TemplateValue.Of(Compare(left, right) >= 0),
            "in" => TemplateValue.Of(TemplateTests.Contains(right, left)),
            "not in" => TemplateValue.Of(!TemplateTests.Contains(right, left)),
            "~" => new TemplateValue.Text(left.Print() + right.Print()),
            _ => Arithmetic(binary.Operator, left, right),
        };
    }

    private static int Compare(TemplateValue left, TemplateValue right) => (left, right) switch
    {
        (TemplateValue.Text a, TemplateValue.Text b) => string.CompareOrdinal(a.Value.Value, b.Value.Value),
        _ when left.AsNumber is { } x && right.AsNumber is { } y => x.CompareTo(y),
        _ => throw new TemplateError($"compares {left.Kind} with {right.Kind}"),
    };

    private static TemplateValue Arithmetic(string sign, TemplateValue left, TemplateValue right)
    {
        switch (left, right)
        {
            case (TemplateValue.Text a, TemplateValue.Text b) when sign == "+": return new TemplateValue.Text(a.Value + b.Value);
            case (TemplateValue.List a, TemplateValue.List b) when sign == "+": return new TemplateValue.List([.. a.Values, .. b.Values]);
            case (TemplateValue.Integer a, TemplateValue.Integer b) when sign is "+" or "-" or "*": return new TemplateValue.Integer(sign == "+" ? a.Value + b.Value : sign == "-" ? a.Value - b.Value : a.Value * b.Value);
            case (TemplateValue.Integer a, TemplateValue.Integer b) when sign is "//" or "%" && b.Value is not (0 or -1):
                var quotient = (long)Math.Floor((decimal)a.Value / b.Value);
                return new TemplateValue.Integer(sign == "//" ? quotient : a.Value - quotient * b.Value);
        }

        if (sign == "**" && left is TemplateValue.Integer && right is TemplateValue.Integer { Value: >= 0 })
        {
            var power = Math.Pow(left.AsNumber!.Value, right.AsNumber!.Value);
            return Math.Abs(power) < 1L << 53 ? new TemplateValue.Integer((long)power) : throw new TemplateError("computes a power beyond 2 ** 53, which is not supported");
        }

        if (left.AsNumber is { } x && right.AsNumber is { } y && !(sign is "/" or "//" or "%" && y == 0))
            return new TemplateValue.Number(sign switch { "+" => x + y, "-" => x - y, "*" => x * y, "/" => x / y, "//" => Math.Floor(x / y), "**" => Math.Pow(x, y), _ => x - Math.Floor(x / y) * y });
        throw new TemplateError($"computes {left.Kind} {sign} {right.Kind}");
    }

    private static IReadOnlyList<TemplateValue> Items(TemplateValue value) => TemplateFilters.Items(value);
}
