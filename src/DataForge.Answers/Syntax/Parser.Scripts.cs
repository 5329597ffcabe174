using System.Numerics;

namespace DataForge.Answers.Syntax;

/// <summary>What stands above and below a line: exponents, ordinals, indices, bases.</summary>
internal sealed partial class Parser
{
    private Node? Superscript(Node left)
    {
        _at++;
        if (Now.Is('°') || (Now.Is('{') && Next.Is('°') && _tokens[Math.Min(_at + 2, _tokens.Count - 1)].Is('}')))
        {
            _at += Now.Is('{') ? 3 : 1;
            return new Unary(UnaryKind.Degree, left);
        }

        if (AtEnd) return null; // cut off
        if (Now.Op is ',' or ')' or ']') return null; // a script that lost its content ("90^")
        if (Ordinal()) return left;
        if (Now.Is('\'')) return Primed(left);
        var exponent = Now.Is('{') ? Braced() : Now.Op is '-' or '+' ? SignedExponent() : Argument(scripted: true) ?? (Now.Is('(') ? Bracketed() : null);
        if (exponent is null) return null;
        if (exponent is Sym { Name: "" }) return left;
        if (exponent is Unary { Kind: UnaryKind.Negate } or Num && Value(exponent) == -1 && left is Sym { Name: var name } && IsFunctionName(name) && Now.Is('(')) return new Sym(name + "^-1");
        if (!Now.Is('^')) return new Power(left, exponent);
        if (++_depth > Limits.MaxDepth)
        {
            _depth--;
            return null;
        }

        var tower = Superscript(exponent); // 2^3^2 is 2^(3^2)
        _depth--;
        return tower is null ? null : new Power(left, tower);
    }

    private Node? SignedExponent()
    {
        var negative = Now.Is('-');
        while (Now.Op is '-' or '+' && Next.Op is '-' or '+')
        {
            negative ^= Next.Is('-');
            _at++;
        }

        _at++;
        return Argument() is { } operand ? (negative ? Negate(operand) : operand) : null;
    }

    private static int Value(Node node) => node is Num { Value: { IsInteger: true } value } && BigInteger.Abs(value.Numerator) < 10 ? (int)value.Numerator : 0;

    /// <summary>12^{\text{th}}.</summary>
    private bool Ordinal()
    {
        var at = Now.Is('{') ? _at + 1 : _at;
        if (_tokens[at].Kind != TokenKind.Word || _tokens[at].Text is not ("th" or "st" or "nd" or "rd")) return false;
        _at = at + 1;
        if (at > 0 && _tokens[at - 1].Is('{')) Take('}');
        return true;
    }

    private Node? Subscript(Node left)
    {
        var start = _at;
        _at++;
        var from = Now.Start;
        if (AtEnd) return null; // cut off
        var argument = Argument();
        if (argument is null || argument is Sym { Name: "" }) return argument is null ? null : left;
        if (argument is Num { Value: { IsInteger: true } radix } && DigitsBefore(left, start) is { } digits) return Based.Read(digits, radix);
        if (left is not Sym symbol) return left is Constant or Product or Call ? Subscripted(left, argument, from) : null;
        return argument is Num or Sym { Name.Length: > 1 } || IsLabel(argument)
            ? new Sym(symbol.Name + "_" + Label(from))
            : new Call(symbol.Name + "_", argument);
    }

    /// <summary>A letter in a subscript is an index (a_n, a sequence); a capital or a list of letters is a label (S_A, x_{max}).</summary>
    private static bool IsLabel(Node argument) => argument is Sym { Name: [>= 'A' and <= 'Z'] } or Product or Prose or Items;

    private Node? Subscripted(Node left, Node argument, int from) => left switch
    {
        Constant { Kind: ConstantKind.E or ConstantKind.I } constant => new Sym((constant.Kind == ConstantKind.E ? "e_" : "i_") + Label(from)),
        Product { Factors: [.., Sym last] } product when argument is Num => new Product([.. product.Factors.SkipLast(1), new Sym(last.Name + "_" + Label(from))]),
        Call { Name: [.., '_'] } call => new Call(call.Name, [.. call.Arguments, argument]),
        _ => null,
    };

    private string Label(int from)
    {
        var end = _at > 0 ? _tokens[_at - 1].End : from;
        return string.Concat(_source.AsSpan(from, Math.Max(0, end - from)).ToString().Where(c => char.IsLetterOrDigit(c)));
    }

    /// <summary>The digits a base is written under: 1011_2, (1011)_2, 3A_{16}.</summary>
    private string? DigitsBefore(Node left, int underscore)
    {
        var last = underscore - 1;
        if (left is Num && last >= 0 && _tokens[last].Is(')') && last >= 2) last--;
        if (last < 0) return null;
        var first = last;
        while (first > 0 && _tokens[first].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word && _tokens[first - 1].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word && _tokens[first - 1].End == _tokens[first].Start) first--;
        var digits = _source[_tokens[first].Start.._tokens[last].End].Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length is > 0 and < 200 && (digits.Any(char.IsAsciiDigit) || (digits.Length > 1 && digits.All(char.IsAsciiHexDigitUpper))) && digits.All(char.IsAsciiLetterOrDigit) ? digits : null;
    }
}
