namespace DataForge.Tests.Answers;

/// <summary>The library as its page shows it.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_sample_gives_what_the_page_promises()
    {
        using var output = new StringWriter { NewLine = "\n" };
        AnswersSample.Run(output);
        Assert.Equal(
            """
            found \frac{3}{4} by the rule boxed
            True
            0.75: True, same_value
            75\%: True, same_value
            4/3: False, different_values

            """.ReplaceLineEndings("\n"), output.ToString());
    }

    [Fact]
    public void The_page_shows_the_sample_as_it_is_compiled()
    {
        var page = File.ReadAllText(Path.Combine(SharedData.Repository, "src", "DataForge.Answers", "README.md"));
        var sample = File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "samples", "answers.cs"));
        Assert.Contains("```csharp\n" + sample.TrimEnd() + "\n```", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_public_types_are_these()
    {
        string[] expected = ["AnswerExtractor", "AnswerKey", "Explanation", "ExtractedAnswer", "ExtractionRule", "Grade", "GradeRule", "Grader", "TextSpan", "VerifyOptions"];
        var exported = typeof(DataForge.Answers.Grader).Assembly.GetExportedTypes().Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(expected, exported);
        PublicApi.Check(typeof(DataForge.Answers.Grader).Assembly, expected);
    }
}
