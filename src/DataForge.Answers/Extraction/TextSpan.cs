namespace DataForge.Answers;

/// <summary>A half-open range [Start, End) of UTF-16 code units in the text it was found in.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    public int Length => End - Start;
}
