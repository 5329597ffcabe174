using DataForge.Answers;

internal static class AnswersSample
{
    public static void Run(TextWriter output)
    {
        var generation = "Half of it is left, so three quarters: the answer is \\boxed{\\frac{3}{4}}.";
        var found = AnswerExtractor.Extract(generation)!;
        output.WriteLine($"found {found.Text} by the rule {found.Rule}");

        // Answers of the same value have the same key, so they vote together.
        output.WriteLine(AnswerKey.Of(found.Text) == AnswerKey.Of("0.75"));

        foreach (var gold in new[] { "0.75", "75\\%", "4/3" })
        {
            var grade = Grader.Verify(gold, found.Text);
            output.WriteLine($"{gold}: {grade.IsCorrect?.ToString() ?? "undecided"}, {grade.Rule}");
        }
    }
}
