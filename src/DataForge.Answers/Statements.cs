using System.Text.RegularExpressions;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>A plain sentence that gives its subject one value: "the total is 99", 计划的比例为13/28. It has one verb of being, a subject of words before it and nothing but the value after it.</summary>
internal static partial class Statements
{
    private static readonly System.Buffers.SearchValues<char> SentenceEnds = System.Buffers.SearchValues.Create("\n.。!！;；");

    private static readonly string[] Verbs = [" is ", " are ", " equals ", " was ", " were ", " be ", "等于", "为", "是", "有"];

    /// <summary>Null where a text is no such sentence, or denies, bounds or doubts its value.</summary>
    public static ExtractedAnswer? Of(string text)
    {
        if (text.Length <= 400 && text.Contains("\\text{", StringComparison.Ordinal)) text = Upright().Replace(text, "${words}");
        if (text.Length > 400 || Verb(text) is not { } verb) return null;
        var subject = text.AsSpan(0, verb.Start);
        var sentence = subject.LastIndexOfAny(SentenceEnds) is >= 0 and var stop ? subject[(stop + 1)..] : subject;
        if (Denials.In(sentence) || HasCondition(sentence)) return null;
        var answer = Clean.Sentence(text.AsSpan(verb.End));
        if (answer.Length == 0 || answer.Contains('\n') || !IsValue(Parser.Parse(answer))) return null;
        return new ExtractedAnswer(answer, new TextSpan(verb.End, text.Length), ExtractionRule.AnswerPhrase, 0.7);
    }

    [GeneratedRegex(@"\\text\{(?<words>[^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Upright();

    /// <summary>The last verb, when no other stands in its sentence.</summary>
    private static TextSpan? Verb(string text)
    {
        TextSpan? last = null;
        foreach (var verb in Verbs)
            if (text.LastIndexOf(verb, StringComparison.OrdinalIgnoreCase) is > 0 and var at && (last is null || at > last.Value.Start))
                last = new TextSpan(at, at + verb.Length);
        return last;
    }

    private static bool HasCondition(ReadOnlySpan<char> subject)
    {
        foreach (var word in (ReadOnlySpan<string>)["if ", "If ", "when ", "When ", "where ", "unless ", "suppose", "assum", "假设", "如果", "若", "当"])
            if (subject.Contains(word, StringComparison.Ordinal))
                return true;
        return false;
    }

    /// <summary>A number, with a unit perhaps; not a bound, a list or words.</summary>
    private static bool IsValue(Node node) => node switch
    {
        Num or BaseNum or Clock or Ratio or Divide or Matrix => true,
        Quantity quantity => IsValue(quantity.Value),
        Unary unary => IsValue(unary.Operand),
        Product product => product.Factors.Any(f => f is Num),
        Power or Call { Name: "sqrt" or "root" } or Sum => true,
        _ => false,
    };
}
