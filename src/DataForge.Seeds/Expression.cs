using System.Text.RegularExpressions;

namespace DataForge.Seeds;

/// <summary>Exact arithmetic over named numbers: <c>+ - * / %</c>, comparisons (1 or 0), parentheses and <c>floor(…)</c>.</summary>
/// <remarks>Template text only, checked by the tests: never used on what a model wrote.</remarks>
internal sealed partial class Expression
{
    private static readonly string[][] Levels = [["<=", ">=", "==", "<", ">"], ["+", "-"], ["*", "/", "%"]];

    private readonly string[] _tokens;
    private int _at;

    private Expression(string text)
    {
        Text = text;
        _tokens = [.. Token().Matches(text).Select(m => m.Value)];
        Value = Binary(0);
        if (_at != _tokens.Length) throw new FormatException($"unexpected \"{_tokens[_at]}\" in the expression \"{text}\"");
    }

    public string Text { get; }

    /// <summary>Evaluates in a scope that holds every name of <see cref="Names"/>.</summary>
    public Func<IReadOnlyDictionary<string, Fraction>, Fraction> Value { get; }

    public IEnumerable<string> Names => _tokens.Where(t => char.IsLetter(t[0]) && t != "floor").Distinct();

    public static Expression Parse(string text) => new(text.Trim());

    public bool Holds(IReadOnlyDictionary<string, Fraction> scope) => Value(scope) != 0;

    /// <summary>The expression with every name replaced by its value.</summary>
    public string Render(IReadOnlyDictionary<string, Fraction> scope) => Name().Replace(Text, m => scope[m.Value].ToString());

    private Func<IReadOnlyDictionary<string, Fraction>, Fraction> Binary(int level)
    {
        if (level == Levels.Length) return Atom();
        var left = Binary(level + 1);
        while (_at < _tokens.Length && Levels[level].Contains(_tokens[_at]))
        {
            var (a, operation, b) = (left, _tokens[_at++], Binary(level + 1));
            left = scope => Apply(operation, a(scope), b(scope));
        }

        return left;
    }

    private Func<IReadOnlyDictionary<string, Fraction>, Fraction> Atom()
    {
        if (_at == _tokens.Length) throw new FormatException($"the expression \"{Text}\" ends too early");
        var token = _tokens[_at++];
        if (char.IsAsciiDigit(token[0]))
        {
            var value = Fraction.Parse(token);
            return _ => value;
        }

        if (token is not ("(" or "floor")) return scope => scope[token];
        if (token == "floor") _at++;
        var inner = Binary(0);
        _at++;
        return token == "(" ? inner : scope => inner(scope).Floor();
    }

    private static Fraction Apply(string operation, Fraction a, Fraction b) => operation switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "%" => a % b,
        "<" => a.CompareTo(b) < 0 ? 1 : 0,
        ">" => a.CompareTo(b) > 0 ? 1 : 0,
        "<=" => a.CompareTo(b) <= 0 ? 1 : 0,
        ">=" => a.CompareTo(b) >= 0 ? 1 : 0,
        _ => a == b ? 1 : 0,
    };

    [GeneratedRegex(@"\d+|[a-z]\w*|<=|>=|==|[-+*/%()<>]")]
    private static partial Regex Token();

    [GeneratedRegex(@"[a-z]\w*")]
    private static partial Regex Name();
}
