namespace DataForge.Answers.Syntax;

/// <summary>Times of day: 4:30, 12:00, 20:34:00, 8:34 P.M. A pair that cannot be a time (14:64, 3:2) stays a ratio.</summary>
internal static class Times
{
    /// <param name="source">The answer.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="start">Index of the hour.</param>
    /// <param name="at">Index after the last part; moved over a mark of the half of the day.</param>
    public static Clock? Read(string source, List<Token> tokens, int start, ref int at)
    {
        if (start < 0 || at - start is not (3 or 5)) return null;
        var seconds = 0;
        for (var i = start; i < at; i += 2)
        {
            var token = tokens[i];
            var digits = token.End - token.Start;
            if (token.Kind != TokenKind.Number || token.Places >= 0 || !token.Value.IsInteger || digits > 2 || (i > start && digits != 2)) return null;
            var value = (int)token.Value.Numerator;
            if (value >= (i == start ? 25 : 60)) return null;
            seconds = seconds * 60 + value;
        }

        if (at - start == 3) seconds *= 60;
        var half = Half(source, tokens, ref at);
        if (half == 'p' && seconds < 12 * 3600) seconds += 12 * 3600;
        if (half == 'a' && seconds >= 12 * 3600) seconds -= 12 * 3600;
        return new Clock(seconds, half, null);
    }

    /// <summary>"PM", "p.m.", and the mangled "p.." too.</summary>
    private static char Half(string source, List<Token> tokens, ref int at)
    {
        var token = tokens[at];
        if (token.Kind is not (TokenKind.Symbol or TokenKind.Word)) return '\0';
        var name = token.Text.ToLowerInvariant();
        if (name is "am" or "pm")
        {
            at++;
            return name[0];
        }

        if (name is not ("a" or "p")) return '\0';
        if (tokens[at + 1].Kind == TokenKind.Symbol && tokens[at + 1].Text is "m" or "M") at++;
        else if (token.End >= source.Length || source[token.End] != '.') return '\0';
        at++;
        return name[0];
    }
}
