namespace DataForge.Answers;

/// <summary>Keeps the turn that answers, where chat tokens divide a generation: nothing after the end of the turn, no other speaker's words, of Harmony's channels only "final".</summary>
/// <remarks>A text that opens with a user's or system turn is a whole conversation: its last answering turn counts. Any other text starts as the answer, and a further user turn ends it. Turns of tools, and what the assistant says between them, belong to the answer.</remarks>
internal static class Turns
{
    private readonly record struct Part(string Role, string Channel, int Start, int End);

    /// <summary>Text between an end token and the next header: no one's words.</summary>
    private const string NoOne = "\0";

    /// <summary>The text with all but the answering turn blanked.</summary>
    /// <param name="text">A generation.</param>
    /// <param name="isUnfinished">Whether Harmony's channels are there and "final" is not.</param>
    public static string Answering(string text, out bool isUnfinished)
    {
        isUnfinished = false;
        if (StrippedHarmony(text) is > 0 and var final) return Markup.Only(text, final, text.Length);
        if (text.IndexOfAny(['<', '[']) < 0) return text;
        var parts = Parts(text);
        if (parts.Count < 2) return text;
        var kept = Kept(text, parts);
        if (kept.Exists(p => p.Channel.Length > 0))
        {
            isUnfinished = !kept.Exists(p => p.Channel == "final");
            kept.RemoveAll(p => p.Channel != "final");
        }

        var chars = new char[text.Length];
        Markup.Blank(chars, 0, chars.Length);
        foreach (var part in kept) text.CopyTo(part.Start, chars, part.Start, part.End - part.Start);
        return new string(chars);
    }

    /// <summary>Where the final message starts in Harmony text whose tokens the decoder left out: "analysis…assistantfinal…".</summary>
    private static int StrippedHarmony(string text)
    {
        const string Mark = "assistantfinal";
        if (!text.StartsWith("analysis", StringComparison.Ordinal) && !text.StartsWith("commentary", StringComparison.Ordinal)) return 0;
        var at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? 0 : at + Mark.Length;
    }

    private static List<Part> Kept(string text, List<Part> parts)
    {
        var said = parts.FindAll(p => !Markup.IsBlank(text, p.Start, p.End));
        if (said.Count == 0) return said;
        if (IsAsking(text, said[0]))
        {
            var last = said.FindLastIndex(p => IsAnswering(p.Role));
            var first = last < 0 ? 0 : said.FindLastIndex(last, p => IsAsking(text, p)) + 1;
            return last < 0 ? [] : said.GetRange(first, last - first + 1).FindAll(p => IsAnswering(p.Role));
        }

        var begun = said.FindIndex(p => IsAnswering(p.Role));
        if (begun < 0) return said[0].Role == NoOne ? [said[0]] : [];
        var end = said.FindIndex(begun, p => IsAsking(text, p));
        return said.GetRange(begun, (end < 0 ? said.Count : end) - begun).FindAll(p => IsAnswering(p.Role));
    }

    private static bool IsAnswering(string role) => role is "" or "assistant" or "model" or "bot" or "chatbot" or "gpt" or "ai";

    private static bool IsAsking(string text, Part part) =>
        part.Role is "user" or "human" or "system" or "developer" && !text.AsSpan(part.Start, part.End - part.Start).TrimStart().StartsWith("<tool_response>", StringComparison.Ordinal);

    private static List<Part> Parts(string text)
    {
        var parts = new List<Part>();
        var (role, channel, start) = ("", "", 0);
        var from = 0;
        while (Tag.Next(text, from) is { } tag)
        {
            from = tag.End;
            if (Next(text, tag) is not { } next) continue;
            parts.Add(new Part(role, channel, start, tag.Start));
            (role, channel, start) = (next.Role ?? role, next.Channel, next.From);
            from = Math.Max(from, start);
        }

        parts.Add(new Part(role, channel, start, text.Length));
        return parts;
    }

    /// <summary>What a token begins: the role, null for the same one; the channel; where its words start. Null for a tag that is no token of a chat.</summary>
    private static (string? Role, string Channel, int From)? Next(string text, Tag tag)
    {
        var isNamed = tag.IsToken || tag.Name is "start_of_turn" or "end_of_turn" or "eos" or "s" or "inst" or "eot";
        if (!isNamed) return null;
        switch (tag.Name)
        {
            case "s": return tag.IsClose ? (NoOne, "", tag.End) : (null, "", tag.End);
            case "inst": return (tag.IsClose ? "assistant" : "user", "", tag.End);
            case "im_end" or "end" or "return" or "call" or "eot_id" or "eom_id" or "eot" or "endoftext" or "end_of_text" or "end_of_sentence" or "end_of_turn" or "end_of_turn_token"
                or "eos" or "eos_token" or "endofturn" or "eom" or "end_of_message" or "endofprompt":
                return (NoOne, "", tag.End);
            case "im_start" or "start" or "start_header_id" or "start_of_turn" or "start_of_role" or "header_start":
                var (name, after) = Word(text, tag.End);
                return (name, "", after);
            case "channel":
                var (channel, next) = Word(text, tag.End);
                return (null, channel, next);
            case "message" or "im_sep" or "end_header_id" or "end_of_role" or "header_end": return null; // handled with the header that it closes
            case "user" or "human" or "user_token": return ("user", "", tag.End);
            case "system" or "system_token": return ("system", "", tag.End);
            case "assistant" or "model" or "bot" or "chatbot_token": return ("assistant", "", tag.End);
            case "tool" or "observation" or "ipython" or "tool_response" or "environment": return ("tool", "", tag.End);
            case "begin_of_text" or "begin_of_sentence" or "startoftext" or "bos_token" or "start_of_turn_token": return (null, "", tag.End);
            default: return null;
        }
    }

    /// <summary>The role or channel behind its token, to the end of the line or the next token, which is passed over when it closes the header.</summary>
    private static (string Name, int After) Word(string text, int from)
    {
        var end = from;
        while (end < text.Length && text[end] is not ('\n' or '<') && end - from < 80) end++;
        var name = text.AsSpan(from, end - from).Trim();
        var blank = name.IndexOf(' ');
        var first = (blank < 0 ? name : name[..blank]).ToString().ToLowerInvariant();
        while (end < text.Length && text[end] == '<' && Tag.Next(text, end) is { } closing && closing.Start == end && closing.Name is "message" or "im_sep" or "end_header_id" or "end_of_role" or "header_end" or "constrain")
        {
            end = closing.End;
            if (closing.Name != "constrain") break;
            while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        }

        return (first, end);
    }
}
