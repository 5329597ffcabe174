using System.Text;

namespace DataForge.Text;

/// <summary>What is left of a problem when its numbers and names do not count: two problems with one key are the same problem with other numbers or names.</summary>
/// <remarks>
/// The text in NFKC and lower case, as words and operators. Numbers in figures and in words become one sign, a capitalised word becomes another unless it is one with which
/// sentences begin, pronouns a third; a plural's s, possessives, currency and punctuation are left out; every Han character is a word.
/// It does not see reordered or reworded sentences. A key is an equivalence, so clusters do not grow by chains as they do under a similarity threshold.
/// </remarks>
public static class TemplateKey
{
    /// <summary>Fewer words besides numbers and names say nothing about kinship ("What is 3 + 4?"). A Han character counts half.</summary>
    public const int FewestWords = 4;

    private const string Number = "0";
    private const string Name = "@";

    private static readonly HashSet<string> NumberWords = new(
        ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
        + "hundred thousand million billion dozen half third quarter fourth fifth sixth seventh eighth ninth tenth twice double triple thrice once").Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> Pronouns = new("he she him her his hers himself herself they them their theirs".Split(' '), StringComparer.Ordinal);

    /// <summary>Words that are capitalised because a sentence begins with them.</summary>
    private static readonly HashSet<string> Openers = new(
        ("the an if how what when where which who whose why find compute calculate determine evaluate simplify solve let given suppose there each every all some in on at for from to of by with "
        + "after before during then it its this that these those and but or so as is are was were has have had do does did can could will would express write show prove consider assume "
        + "today yesterday tomorrow now later first second next finally also another both only altogether together however because since while until we you my your our his her their they he she").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The key, or null when the problem holds too few words for one.</summary>
    public static string? Of(string problem)
    {
        var text = problem.Normalize(NormalizationForm.FormKC);
        var key = new List<string>();
        var words = 0.0;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            var end = at + 1;
            if (char.IsAsciiDigit(c))
            {
                while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] is '.' or ',' or '/' or ':' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))) end++;
                Add(key, Number);
            }
            else if (IsHan(c))
            {
                words += Han(key, text, ref end) ? 0.5 : 0;
            }
            else if (char.IsLetter(c))
            {
                while (end < text.Length && (char.IsLetter(text[end]) || text[end] is '\'' or '’') && !IsHan(text[end])) end++;
                words += Word(key, text[at..end]) ? 1 : 0;
            }
            else if ("+-*/^=<>|!%×÷".Contains(c, StringComparison.Ordinal) && !(c == '-' && at > 0 && char.IsLetter(text[at - 1])))
            {
                key.Add(c.ToString());
            }

            at = end;
        }

        return words < FewestWords ? null : string.Join(' ', key);
    }

    private static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF';

    /// <summary>Adds a Han character; false for a numeral and for a name of the form 小明.</summary>
    private static bool Han(List<string> key, string text, ref int end)
    {
        var c = text[end - 1];
        if ("零一二两三四五六七八九十百千万亿半".Contains(c, StringComparison.Ordinal))
        {
            Add(key, Number);
            return false;
        }

        if (c is '小' or '老' or '阿' && end < text.Length && IsHan(text[end]) && !"时数于学师组".Contains(text[end], StringComparison.Ordinal))
        {
            end++;
            Add(key, Name);
            return false;
        }

        key.Add(c.ToString());
        return true;
    }

    /// <summary>Adds a word; false for numbers and names.</summary>
    private static bool Word(List<string> key, string word)
    {
        word = word.TrimEnd('\'', '’');
        if (word.Length > 2 && word[^1] is 's' && word[^2] is '\'' or '’') word = word[..^2];
        var lower = word.ToLowerInvariant();
        var singular = lower.Length > 3 && lower[^1] == 's' ? lower[..^1] : lower;
        if (NumberWords.Contains(lower) || NumberWords.Contains(singular))
        {
            Add(key, Number);
            return false;
        }

        if (Pronouns.Contains(lower))
        {
            key.Add("~");
            return true;
        }

        if (char.IsUpper(word[0]) && word.Length > 1 && !Openers.Contains(lower))
        {
            Add(key, Name);
            return false;
        }

        key.Add(singular);
        return true;
    }

    /// <summary>Adds a placeholder, once for neighbours: 3 1/2 is one number, Ann Lee one name.</summary>
    private static void Add(List<string> key, string placeholder)
    {
        if (key.Count == 0 || key[^1] != placeholder) key.Add(placeholder);
    }
}
