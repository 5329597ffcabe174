namespace DataForge.Answers;

/// <summary>Names of the extraction rules, in the order they are tried.</summary>
public static class ExtractionRule
{
    /// <summary>The text is an answer and nothing else; see <see cref="AnswerExtractor.AnswerIn"/>.</summary>
    public const string AsGiven = "as_given";

    /// <summary>Between <c>&lt;answer&gt;</c> tags, or GLM's box tokens, where no further mark stands inside.</summary>
    public const string AnswerTag = "answer_tag";

    /// <summary>The last non-empty <c>\boxed</c> or <c>\fbox</c>.</summary>
    public const string Boxed = "boxed";

    /// <summary>Several boxes with only separators between them.</summary>
    public const string Boxes = "boxes";

    /// <summary>GSM8K's <c>#### x</c>.</summary>
    public const string Hash = "hash";

    /// <summary>"final answer is", "final answer:".</summary>
    public const string FinalAnswer = "final_answer";

    /// <summary>"the answer is", "answer:", "La respuesta es", <c>"answer": 5</c>, and the like.</summary>
    public const string AnswerPhrase = "answer_phrase";

    /// <summary>答案是, 答案为, 答案：, 故选, 答えは and the like.</summary>
    public const string ChinesePhrase = "chinese_phrase";

    /// <summary>What a later sentence puts in the place of a marked answer ("wait, it should be 12").</summary>
    public const string Corrected = "corrected";

    /// <summary>The last line a tool printed, where no prose with a value follows.</summary>
    public const string ToolOutput = "tool_output";

    /// <summary>The last <c>**x**</c> that is no heading.</summary>
    public const string Bold = "bold";

    /// <summary>A choice letter said to be chosen ("I think it's B", "B。不是 A").</summary>
    public const string Choice = "choice";

    /// <summary>The last span of math.</summary>
    public const string LastMath = "last_math";

    /// <summary>The last number.</summary>
    public const string LastNumber = "last_number";
}
