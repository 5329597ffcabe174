namespace DataForge.Answers.Syntax;

/// <summary>Times of day: 4:30, 12:00, 20:34:00, 8:34 P.M. A pair that cannot be a time (14:64, 3:2) stays a ratio.</summary>
internal static class Times
{
    /// <param name="source">The answer.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="start">Index of the hour.</param>
    /// <param name="end">Index after the last part and the mark of the half of the day.</param>
    public static Clock? Read(string source, List<Token> tokens, int start, out int end)
    {
        end = start;
        if (start < 0) return null;
        var (seconds, parts) = (0, 0);
        while (parts < 3 && end < tokens.Count && Part(tokens[end], parts) is { } value)
        {
            seconds = seconds * 60 + value;
            parts++;
            end++;
            if (parts == 3 || !tokens[end].Is(':')) break;
            end++;
        }

        if (parts < 2 || tokens[end - 1].Kind != TokenKind.Number || tokens[end].Is(':')) return null;
        if (parts == 2) seconds *= 60;
        var half = Half(source, tokens, ref end);
        if (half == 'p' && seconds < 12 * 3600) seconds += 12 * 3600;
        if (half == 'a' && seconds >= 12 * 3600) seconds -= 12 * 3600;
        if (half == '\0' && tokens[end].Kind is TokenKind.Symbol or TokenKind.Number or TokenKind.Fraction or TokenKind.Root) return null;
        return new Clock(seconds, half, parts == 2 && half == '\0' ? new Ratio([new Num(tokens[start].Value), new Num(tokens[start + 2].Value)]) : null);
    }

    /// <summary>Hours below 25 in one or two digits; minutes and seconds below 60 in two.</summary>
    private static int? Part(Token token, int index)
    {
        var digits = token.End - token.Start;
        if (token.Kind != TokenKind.Number || token.Places >= 0 || !token.Value.IsInteger || digits > 2 || (index > 0 && digits != 2)) return null;
        if (token.Value.Numerator >= 60 || token.Value.Sign < 0) return null; // two characters can spell a large number: 5万
        var value = (int)token.Value.Numerator;
        return value < (index == 0 ? 25 : 60) ? value : null;
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

        if (name is "in" && at + 2 < tokens.Count && tokens[at + 1].Text is "the" && tokens[at + 2].Text is "morning" or "afternoon" or "evening")
        {
            at += 3;
            return tokens[at - 1].Text is "morning" ? 'a' : 'p';
        }

        if (name is not ("a" or "p")) return '\0';
        if (tokens[at + 1].Kind == TokenKind.Symbol && tokens[at + 1].Text is "m" or "M") at++;
        else if (token.End >= source.Length || source[token.End] != '.') return '\0';
        at++;
        return name[0];
    }
}
