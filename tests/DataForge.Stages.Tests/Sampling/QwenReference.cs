namespace DataForge.Stages.Tests;

/// <summary>The loop of Qwen2.5-Math's evaluation (QwenLM/Qwen2.5-Math at ab5097e, evaluation/math_eval.py and parser.py), put down plainly for one sample.</summary>
internal static class QwenReference
{
    private static readonly char[] White = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <param name="turns">What the model says, turn by turn, as the server returns it: without the stop string.</param>
    /// <param name="execute">Result and report of a program, as its executor gives them: stripped and cut to 400.</param>
    public static string Transcript(IReadOnlyList<string> turns, Func<string, string> execute)
    {
        const int MaxFuncCall = 4;
        var query = "";
        for (var epoch = 0; epoch < MaxFuncCall; epoch++)
        {
            var output = turns[epoch].TrimEnd(White);
            query += output;
            if (output.Contains("boxed", StringComparison.Ordinal) || !output.EndsWith("```", StringComparison.Ordinal)) return query;
            query += $"\n```output\n{execute(ExtractProgram(query))}\n```\n";
            if (epoch == MaxFuncCall - 1) query += "\nReach max function call limit.";
        }

        return query;
    }

    private static string ExtractProgram(string result)
    {
        var program = "";
        var start = false;
        foreach (var line in result.Split('\n'))
        {
            if (line.StartsWith("```python", StringComparison.Ordinal))
            {
                program = "";
                start = true;
            }
            else if (line.StartsWith("```", StringComparison.Ordinal)) start = false;
            else if (start) program += line + "\n";
        }

        return program;
    }

    public static string Truncate(string s) => s.Length > 400 ? s[..200] + "..." + s[^200..] : s;
}
