using System.Buffers;

namespace DataForge.Answers;

/// <summary>The words that announce an answer, and the verbs between them and it, in the languages that models answer in.</summary>
internal static class LabelWords
{
    /// <summary>"Answer" in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Indonesian, Swahili, Vietnamese, Russian, Ukrainian, Hindi, Bengali, Arabic, Persian, Hebrew, Thai, Telugu, Japanese, Korean, Chinese.</summary>
    private static readonly string[] Nouns =
    [
        "answer", "ans", "antwort", "ergebnis", "réponse", "reponse", "respuesta", "resposta", "risposta", "antwoord", "odpowied", "cevap", "yanıt", "jawab", "jibu",
        "đáp án", "đáp số", "câu trả lời", "ответ", "відповід", "उत्तर", "जवाब", "উত্তর", "إجابة", "اجابة", "الجواب", "جواب", "پاسخ", "תשובה", "คำตอบ", "సమాధానం",
        "答え", "答案", "回答", "解答", "正解", "답변", "정답", "답", "答：", "答:", "结果是", "结果为", "結果是", "結果為", "故选", "應選", "应选", "所以选", "因此选", "故選", "\nA:", "\nA：",
    ];

    /// <summary>Finds any of the nouns, whatever the case of its letters.</summary>
    public static SearchValues<string> Search { get; } = SearchValues.Create(Nouns, StringComparison.OrdinalIgnoreCase);

    /// <summary>As <see cref="Search"/>, for texts of ASCII alone, in which it is several times as fast.</summary>
    public static SearchValues<string> AsciiSearch { get; } = SearchValues.Create([.. Nouns.Where(n => System.Text.Ascii.IsValid(n))], StringComparison.OrdinalIgnoreCase);

    /// <summary>Verbs and particles that lead from the noun to the value.</summary>
    public static IReadOnlyList<string> Copulas { get; } =
    [
        "is", "are", "was", "be", "equals", "equal", "becomes", "remains", "ist", "lautet", "lauten", "sind", "beträgt", "est", "sont", "vaut", "es", "son", "sería", "será", "é", "são", "seria", "è", "sono", "jest", "wynosi", "dir",
        "là", "adalah", "ialah", "ni", "это", "равен", "равна", "равно", "будет", "є", "дорівнює", "هي", "هو", "هى", "است", "הוא", "היא", "คือ", "হল", "হলো", "হচ্ছে", "হবে", "है", "हैं", "होगा",
    ];

    /// <summary>As <see cref="Copulas"/>, for scripts without blanks between words: looked for as text.</summary>
    public static IReadOnlyList<string> JoinedCopulas { get; } = ["应该是", "應該是", "应为", "應為", "等于", "等於", "选择", "是", "为", "為", "选", "選", "は", "는", "은", "คือ"];

    /// <summary>Verbs that stand behind the value and are no part of it.</summary>
    public static IReadOnlyList<string> Trailing { get; } =
    [
        "है", "हैं", "होगा", "होगी", "입니다", "이다", "이에요", "예요", "です", "である", "になります", "となります", "だ", "dir", "dır", "dur", "dür", "tir", "tır", "tur", "tür", "olur", "হয়", "হবে", "است",
    ];

    /// <summary>What may stand in front of a value and says nothing about it.</summary>
    public static IReadOnlyList<string> Leads { get; } =
    [
        "therefore", "thus", "hence", "so", "then", "for sure", "equal to", "given by", "indeed", "simply", "clearly", "just", "definitely", "certainly", "probably", "likely", "possibly", "maybe", "perhaps",
        "option", "options", "choice", "choices", "letter", "either", "actually", "also", "exactly", "going to be", "in fact", "now", "the option", "the choice", "as follows", "选项", "选", "選", "опция", "вариант", "opción", "opção", "la opción", "entweder", "donc", "alors", "por lo tanto", "luego", "portanto", "então", "somit", "quindi", "итак", "soit",
    ];
}
