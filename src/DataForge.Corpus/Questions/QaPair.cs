namespace DataForge.Corpus;

/// <summary>A question found in a document.</summary>
/// <param name="Instruction">What a group of exercises has in common ("For the following exercises, solve"); null for none.</param>
/// <param name="Question">Its own text.</param>
/// <param name="Solution">The text of its solution; null where the document gives none.</param>
/// <param name="Answer">The answer alone, where it stands apart; null else.</param>
/// <param name="Rule">What found it: <c>labelled</c>, <c>list</c>, <c>answer_key</c>, <c>environment</c>, <c>paragraph</c>, <c>model</c>.</param>
/// <param name="Line">Line of the document on which it begins, from 1; 0 where a model found it.</param>
public sealed record QaPair(string? Instruction, string Question, string? Solution, string? Answer, string Rule, int Line)
{
    /// <summary>The question with what it shares with its group.</summary>
    public string Problem => Instruction is null ? Question : $"{Instruction}\n{Question}";

    public bool IsAnswered => Solution is not null || Answer is not null;
}
