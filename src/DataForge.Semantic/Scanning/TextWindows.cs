namespace DataForge.Semantic;

/// <summary>A part of a text.</summary>
/// <param name="Start">First char.</param>
/// <param name="Length">In chars.</param>
/// <param name="Words">Words, Han characters and kana.</param>
internal readonly record struct Window(int Start, int Length, int Words);

/// <summary>Cuts texts into sentences and joins them to windows of about the lengths of benchmark questions.</summary>
/// <remarks>A sentence ends at a full stop, question or exclamation mark before white space, at their Chinese forms, or at a line's end.</remarks>
internal static class TextWindows
{
    /// <summary>A text of so many words at most is embedded as one, whatever it holds.</summary>
    public const int MostWhole = 160;

    /// <summary>A text of more words than this may hold a question beside other things: its windows are looked at too.</summary>
    public const int FewestForWindows = 90;

    // a window ends with the sentence that reaches one of these: GSM8K's questions have 20 to 90 words, MATH's from 10 on
    private static readonly int[] Sizes = [12, 24, 48, 96];

    /// <summary>The text without white space around it, as one window.</summary>
    public static Window Whole(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return new Window(start, end - start, Words(text, start, end));
    }

    /// <summary>Windows from every sentence's begin, shorter before longer; none for a text of few words.</summary>
    public static IEnumerable<Window> Of(string text, int words)
    {
        if (words <= FewestForWindows) yield break;
        var sentences = Sentences(text);
        for (var first = 0; first < sentences.Count; first++)
        {
            var (count, size) = (0, 0);
            for (var last = first; last < sentences.Count && size < Sizes.Length; last++)
            {
                count += sentences[last].Words;
                if (count < Sizes[size]) continue;
                while (size < Sizes.Length && count >= Sizes[size]) size++;
                if (count > MostWhole) break;
                yield return new Window(sentences[first].Start, sentences[last].Start + sentences[last].Length - sentences[first].Start, count);
            }
        }
    }

    internal static List<Window> Sentences(string text)
    {
        var sentences = new List<Window>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] is '\n' or '。' or '？' or '！' || (text[i] is '.' or '?' or '!' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])));
            if (!ends && i + 1 < text.Length) continue;
            Add(start, i + 1);
            start = i + 1;
        }

        return sentences;

        void Add(int from, int end)
        {
            while (from < end && char.IsWhiteSpace(text[from])) from++;
            while (end > from && char.IsWhiteSpace(text[end - 1])) end--;
            if (end > from) sentences.Add(new Window(from, end - from, Words(text, from, end)));
        }
    }

    private static int Words(string text, int start, int end)
    {
        var (words, inWord) = (0, false);
        for (var i = start; i < end; i++)
        {
            if (text[i] is >= '\u3040' and <= '\u9fff')
            {
                words++;
                inWord = false;
            }
            else if (char.IsWhiteSpace(text[i]))
            {
                inWord = false;
            }
            else if (!inWord)
            {
                words++;
                inWord = true;
            }
        }

        return words;
    }
}
