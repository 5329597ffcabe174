using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Why a solution is wrong, as the sentence between it and its correction.</summary>
/// <remarks>DotaMath (Li et al. 2024, arXiv:2407.04078) asks a model for the reason. Here it is what the runs show; the right value is not named, since the correction is still to compute it.</remarks>
public static class CorrectionReason
{
    private const int LongestValue = 100;

    public static string Of(PrintedDifference difference, string? language) => Chinese(language)
        ? difference.Label is { } name ? $"这个解答有误：它算出的“{Plain(name)}”（{Plain(difference.Value)}）不对。我们来改正。" : $"这个解答有误：它打印的值 {Plain(difference.Value)} 不对。我们来改正。"
        : difference.Label is { } label ? $"The solution is wrong since its value of \"{Plain(label)}\", {Plain(difference.Value)}, is not right. Let's correct it." : $"The solution is wrong since the value that it prints, {Plain(difference.Value)}, is not right. Let's correct it.";

    public static string OfFailure(ExecutionStatus status, string output, string? language)
    {
        var last = Plain(output.Split('\n').LastOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? Execution.NameOf(status));
        return Chinese(language) ? $"代码没有算出结果：{last}。我们来改正。" : $"The code gives no result: {last}. Let's correct it.";
    }

    public static string OfEquation(string equation, string? language) =>
        Chinese(language) ? $"这个解答有误：{Plain(equation)} 不成立。我们来改正。" : $"The solution is wrong since {Plain(equation)} does not hold. Let's correct it.";

    public static string OfAnswer(string? answer, string? language) => (answer, Chinese(language)) switch
    {
        (null, true) => "这个解答没有给出答案。我们来改正。",
        (null, false) => "The solution ends without an answer. Let's correct it.",
        (_, true) => $"这个解答有误：由计算结果得不出答案 {Plain(answer)}。我们来改正。",
        _ => $"The solution is wrong since its answer, {Plain(answer)}, does not follow from what was computed. Let's correct it.",
    };

    private static bool Chinese(string? language) => language == "zh";

    /// <summary>On one line, without fences, of bounded length: a value comes from code that a model wrote.</summary>
    private static string Plain(string text)
    {
        var line = string.Concat(text.Where(c => !char.IsControl(c) && c != '`')).Trim();
        return ToolText.Cut(line, LongestValue, "...");
    }
}
