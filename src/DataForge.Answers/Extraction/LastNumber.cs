using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>The last number of a text with all that makes it the number it is: separators, a sign, a root or a power, the members of its product, the words "negative" or "squared" beside it.</summary>
/// <remarks>Of a chain of equations the last member. Digits behind a letter, as in a name, are no number; sentences that ask or deny state none.</remarks>
internal static class LastNumber
{
    private const int MaxSentences = 24;
    private const int MaxSentence = 1200;

    /// <summary>The last number between two places; null when there is none.</summary>
    public static TextSpan? In(string text, int from, int limit)
    {
        for (var i = Math.Min(text.Length, limit) - 1; i >= from; i--)
        {
            if (!char.IsDigit(text[i])) continue;
            var token = Token(text, i, from, Math.Min(text.Length, limit));
            var run = Run(text, token.Start, token.End, from, Math.Min(text.Length, limit));
            if (run.Length > 0) return run;
            i = Math.Min(token.Start, WordStart(text, i)); // every digit of the token gives the same run
        }

        return null;
    }

    /// <summary>As <see cref="In(string, int, int)"/>, of the last sentence that states something, with the words that belong to the number.</summary>
    public static TextSpan? Stated(string text, int from)
    {
        var limit = text.Length;
        for (var tries = 0; tries < MaxSentences && In(text, from, limit) is { } number; tries++)
        {
            if (IsBroken(text.AsSpan(number.Start, number.Length))) return null;
            var start = SentenceStart(text, number.Start);
            var end = Segment.End(text, number.End);
            if (Unstated.IsReference(text.AsSpan(start, number.Start - start)))
            {
                limit = number.Start;
                continue;
            }

            if (Restated(text, number.Start, start) is > 0 and var bracket)
            {
                limit = bracket;
                continue;
            }

            if (tries == 0 && Unstated.GoesOn(text, end)) return null;
            var sentence = text.AsSpan(start, end - start);
            if (!IsQuestion(text, number.End, end) && !Denials.Denies(sentence) && !Unstated.IsSupposed(sentence) && !Denials.IsRetracted(text.AsSpan(number.End)))
                return Unstated.ListStart(text, number.Start, start) is var list && list < number.Start ? new TextSpan(list, number.End) : Widened(text, number, Math.Max(from, start), end);
            if (Denials.Replacement(text.AsSpan(start, end - start)) is >= 0 and var at && start + at <= number.Start) return number;
            limit = Math.Max(from, start);
        }

        return null;
    }

    /// <summary>"2.5 hours (2 hours and 30 minutes)": where the bracket opens that says a value again behind it; 0 where the number stands in none.</summary>
    private static int Restated(string text, int number, int from)
    {
        var open = text.AsSpan(from, number - from).LastIndexOf('(') + from;
        if (open <= from || text[open - 1] != ' ' || text.AsSpan(open, number - open).Contains(')')) return 0;
        var unit = text.AsSpan(from, open - from).TrimEnd();
        while (unit.Length > 0 && (char.IsLetter(unit[^1]) || unit[^1] is ' ' or '/' or '²' or '³')) unit = unit[..^1];
        return unit.Length > 0 && char.IsDigit(unit[^1]) && PlainWords.Count(text.AsSpan(from + unit.Length, open - from - unit.Length)) is > 0 and < 4 && PlainWords.Count(text.AsSpan(open, number - open)) < 6 ? open : 0;
    }

    /// <summary>A formula that is cut off, or cut out of a longer one.</summary>
    private static bool IsBroken(ReadOnlySpan<char> run) => run.Count('{') != run.Count('}') || run.EndsWith('{');

    /// <summary>Whether no digit stands in the span outside the number.</summary>
    public static bool IsOnly(string text, TextSpan span, TextSpan number)
    {
        for (var i = span.Start; i < number.Start; i++)
            if (char.IsDigit(text[i]))
                return false;
        return true;
    }

    /// <summary>The number with "negative", "square root of", "between 3 and", "or more" and the like.</summary>
    private static TextSpan Widened(string text, TextSpan number, int from, int limit)
    {
        var (start, end) = (number.Start, number.End);
        var head = text.AsSpan(from, start - from).TrimEnd();
        foreach (var joint in (ReadOnlySpan<string>)[" or maybe", " or perhaps", " or", " and"])
            if (head.EndsWith(joint, StringComparison.Ordinal) && In(text, from, from + head.Length - joint.Length) is { } other && other.End == from + head.Length - joint.Length
                && (joint != " and" || text.AsSpan(from, other.Start - from).TrimEnd().EndsWith("between", StringComparison.OrdinalIgnoreCase)))
            {
                start = other.Start;
                break;
            }

        head = text.AsSpan(from, start - from).TrimEnd(" $");
        var longest = 0;
        foreach (var word in Modifiers.Before)
            if (word.Length > longest && WordAt.Ends(head, head.Length, word))
                longest = word.Length;
        if (longest > 0) start = from + head.Length - longest;
        var tail = text.AsSpan(end, Math.Max(0, limit - end));
        var blank = tail.Length - tail.TrimStart().Length;
        foreach (var word in Modifiers.Behind)
            if (WordAt.Starts(tail, blank, word))
                return new TextSpan(start, end + blank + word.Length);
        return new TextSpan(start, end);
    }

    private static bool IsQuestion(string text, int from, int end) => text.AsSpan(from, end - from).IndexOfAny('?', '？') >= 0 || (end < text.Length && text[end] is '?' or '？');

    private static int SentenceStart(string text, int at)
    {
        var first = Math.Max(0, at - MaxSentence);
        while (at > first && text[at - 1] is not ('\n' or '。' or '？' or '！') && !(text[at - 1] is '.' or '?' or '!' && at < text.Length && char.IsWhiteSpace(text[at]))) at--;
        return at;
    }

    /// <summary>The run of math around a token; empty when its digit belongs to a word.</summary>
    private static TextSpan Run(string text, int start, int end, int from, int limit)
    {
        if (end - start > MaxSentence) return default;
        while (Joined(text, start, from, limit, -1) is { } left) start = left;
        while (Joined(text, end, from, limit, 1) is { } right) end = right;
        start = AfterEquals(text, start, end);
        while (start < end && text[start] is ' ' or ',' or ';' or ':' or '*' or '=' or '/' or '>' or '"' or '\'' or '≈') start++;
        while (end > start && text[end - 1] is ' ' or ',' or ';' or ':' or '.' or '*' or '=' or '_' or '"' or '\'' or '-' or '+' or '/' or '!') end--;
        (start, end) = Balanced(text, start, end);
        if (start > from && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] == '_')) return default;
        return text.AsSpan(start, end - start).IndexOfAnyInRange('0', '9') < 0 && !HasDigit(text, start, end) ? default : new TextSpan(start, end);
    }

    private static bool HasDigit(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (char.IsDigit(text[i]))
                return true;
        return false;
    }

    /// <summary>The characters around a digit that stand without a blank.</summary>
    private static (int Start, int End) Token(string text, int at, int from, int limit)
    {
        var (start, end) = (at, at + 1);
        while (start > from && IsMath(text, start - 1)) start--;
        while (end < limit && IsMath(text, end)) end++;
        return (start, end);
    }

    /// <summary>How far a token next to the run belongs to it: an operator stands between them.</summary>
    private static int? Joined(string text, int edge, int from, int limit, int way)
    {
        var next = edge;
        while (way < 0 ? next > from && text[next - 1] == ' ' : next < limit && text[next] == ' ') next += way;
        if (next == edge || Math.Abs(next - edge) > 2 || (way < 0 ? next == from : next == limit)) return null;
        var inner = way < 0 ? text[next - 1] : text[next];
        var outer = way < 0 ? text[edge] : text[edge - 1];
        if (!IsMath(text, way < 0 ? next - 1 : next)) return null;
        if (!IsOperator(inner) && !IsOperator(outer)) return null;
        var end = next;
        while (way < 0 ? end > from && IsMath(text, end - 1) : end < limit && IsMath(text, end)) end += way;
        var token = way < 0 ? text.AsSpan(end, next - end) : text.AsSpan(next, end - next);
        // a bullet or a dash between words is no operator
        return token.Length == 1 && IsOperator(token[0]) && (way < 0 ? end <= from || text[end - 1] is '\n' : end >= limit || (end + 1 < text.Length && WordAt.IsLetter(text[end + 1]) && WordAt.End(text, end + 1) > end + 2)) ? null : end;
    }

    private static bool IsOperator(char c) => c is '+' or '-' or '−' or '*' or '×' or '·' or '÷' or '/' or '^' or '=' or '≈' or '±';

    private static bool IsMath(string text, int at)
    {
        var c = text[at];
        if (char.IsDigit(c) || c is '+' or '-' or '−' or '–' or '*' or '×' or '·' or '÷' or '/' or '^' or '=' or '≈' or '±' or '.' or ':' or '(' or ')' or '{' or '}' or '[' or ']' or '%' or '√' or 'π' or '°' or '!' or '_' or '\'' or '€' or '£' or '¥' or '₹'
            or '²' or '³' or '½' or '¼' or '¾' or '⅓' or '⅔' or '٫' or '٬')
            return !(c is '(' or '[' && at + 1 < text.Length && WordAt.IsLetter(text[at + 1]) && WordAt.End(text, at + 1) - at > 3);
        if (c == '\\') return at + 2 < text.Length && (!char.IsAsciiLetter(text[at + 1]) || char.IsAsciiLetter(text[at + 2])); // "\n" is a line break that was escaped twice
        if (c is ',' or '，') return at > 0 && at + 1 < text.Length && (char.IsDigit(text[at - 1]) || text[at - 1] == '{') && (char.IsDigit(text[at + 1]) || text[at + 1] == '}');
        return char.IsAsciiLetter(c) && !IsWordLetter(text, at);
    }

    /// <summary>A letter of a word, not a variable, an exponent's e, a unit behind digits or a command's name.</summary>
    private static bool IsWordLetter(string text, int at)
    {
        if (!WordAt.IsLetter(text[at])) return false;
        if (!char.IsAsciiLetter(text[at])) return true;
        var start = at;
        while (start > 0 && char.IsAsciiLetter(text[start - 1])) start--;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        if (start > 0 && text[start - 1] == '\\') return end - start < 2;
        if (start > 0 && (char.IsDigit(text[start - 1]) || text[start - 1] is ')' or '}' or '%')) return end - start > 3;
        // a lone letter is a variable only with an operator beside it
        return end - start > 1 || !(end < text.Length && text[end] is '^' or '+' or '*' or '/' or '_' or ')' or '(' or '=') || (start > 0 && WordAt.IsLetter(text[start - 1]));
    }

    private static int WordStart(string text, int at)
    {
        while (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_')) at--;
        return at;
    }

    private static int AfterEquals(string text, int start, int end)
    {
        var at = text.AsSpan(start, end - start).LastIndexOfAny('=', '≈');
        return at < 0 || !HasDigit(text, start + at, end) ? start : start + at + 1;
    }

    /// <summary>Drops a bracket at an end that has no fellow in the run.</summary>
    private static (int Start, int End) Balanced(string text, int start, int end)
    {
        while (end > start && text[end - 1] is ')' or ']' or '}' && !HasFellow(text, start, end, text[end - 1])) end--;
        while (start < end && text[start] is '(' or '[' or '{' && !HasFellow(text, start, end, text[start])) start++;
        return (start, end);
    }

    private static bool HasFellow(string text, int start, int end, char bracket)
    {
        var (opening, closing) = (0, 0);
        for (var i = start; i < end; i++)
        {
            if (text[i] is '(' or '[' or '{') opening++;
            else if (text[i] is ')' or ']' or '}') closing++;
        }

        return bracket is ')' or ']' or '}' ? opening >= closing : closing >= opening;
    }
}
