using System.Globalization;

namespace DataForge.Seeds;

/// <summary>How a number is drawn: <c>a = 3..12</c>, <c>t = a*p+1..a*p+60</c>, one of <c>d = 5 10 20</c>, or <c>n = b*u</c>.</summary>
internal sealed class NumberDraw
{
    private readonly string _name;
    private readonly Fraction[]? _oneOf;
    private readonly Expression? _low;
    private readonly Expression? _high;

    public NumberDraw(string text)
    {
        var (name, right) = text.Split('=', 2) is [var n, var r] ? (n.Trim(), r.Trim()) : throw new FormatException($"expected \"name = range\", found \"{text}\"");
        _name = name;
        if (right.Split("..") is [var low, var high]) (_low, _high) = (Expression.Parse(low), Expression.Parse(high));
        else if (right.Split(' ') is { Length: > 1 } list) _oneOf = [.. list.Select(Fraction.Parse)];
        else _low = _high = Expression.Parse(right);
    }

    /// <summary>Draws into the scope.</summary>
    /// <param name="beyond">Draw from just above a constant range, by half its width: the numbers that training never sees.</param>
    /// <returns>False when the range is empty for what was drawn before.</returns>
    public bool Into(Scope scope, Dice dice, bool beyond)
    {
        if (_oneOf is { } values)
        {
            scope.Numbers[_name] = values[dice.Below(values.Length)];
            return true;
        }

        var (low, high) = (_low!.Value(scope.Numbers), _high!.Value(scope.Numbers));
        if (beyond && low != high && !_low.Names.Any() && !_high.Names.Any())
            (low, high) = (high + 1, high + 1 + ((high - low) / 2).Floor());
        if (!low.IsWhole || !high.IsWhole || low.CompareTo(high) > 0) return false;
        var width = int.Parse((high - low + 1).ToString(), CultureInfo.InvariantCulture);
        scope.Numbers[_name] = low + dice.Below(width);
        return true;
    }
}
