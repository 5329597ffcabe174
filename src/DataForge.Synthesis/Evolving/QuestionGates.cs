using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>The gates for questions that have no original problem: those found in a document, and those that a model wrote from one.</summary>
public static class QuestionGates
{
    private const int FewestCharacters = 4;

    /// <summary>True when a sentence of the text asks or orders something of its reader.</summary>
    public static bool Asks(string text) => Asking.Asks(text);

    /// <summary>True when a question has no word of its document; one without words of its own is not told.</summary>
    public static bool SharesNoWord(string document, string question) => SharedWords.HasAny(question) && !SharedWords.Share(document, question);

    /// <summary>Why a question that a person wrote is none to train with; null keeps it.</summary>
    public static Reject? OfDocument(string text)
    {
        if (Restatement.Squeeze(text).Length < FewestCharacters) return Gates.Drop("too_short", "the question is too short for a problem");
        return Gates.RefuseShape(text);
    }

    /// <summary>Why a question that a model wrote is dropped; null keeps it.</summary>
    /// <param name="template">The prompt: its examples and instructions are not new questions.</param>
    public static Reject? OfModel(string text, string language, PromptTemplate template)
    {
        if (Restatement.Squeeze(text).Length < FewestCharacters) return Gates.Drop("too_short", "the output is too short for a problem");
        return Gates.Refuse(text, new Problem(Row.Empty, "", "", null, null, language), "", template);
    }
}
