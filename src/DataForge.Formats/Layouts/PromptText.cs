namespace DataForge.Formats;

/// <summary>Finds the question in a prompt that was stored as a chat template wrote it.</summary>
internal static class PromptText
{
    private static readonly (string Open, string Close)[] Turns =
    [
        ("<|im_start|>user\n", "<|im_end|>"),
        ("<|start_header_id|>user<|end_header_id|>\n\n", "<|eot_id|>"),
        ("<｜User｜>", "<｜Assistant｜>"),
        ("<start_of_turn>user\n", "<end_of_turn>"),
        ("[INST]", "[/INST]"),
        ("**User**:", "**Assistant**:"),
        ("\nuser\n", "\nassistant\n"),
        ("User: ", "\n\nAssistant:"),
    ];

    /// <summary>The last user turn; the whole prompt where no template shows.</summary>
    public static string Question(string prompt)
    {
        foreach (var (open, close) in Turns)
        {
            var start = prompt.StartsWith(open.TrimStart('\n'), StringComparison.Ordinal) ? 0 : prompt.LastIndexOf(open, StringComparison.Ordinal);
            if (start < 0 || (start == 0 && !prompt.StartsWith(open.TrimStart('\n'), StringComparison.Ordinal))) continue;
            var last = prompt.LastIndexOf(open, StringComparison.Ordinal);
            var from = last >= 0 ? last + open.Length : open.TrimStart('\n').Length;
            var end = prompt.IndexOf(close, from, StringComparison.Ordinal);
            if (end < 0 && open is "\nuser\n" or "User: ") continue;
            var question = (end < 0 ? prompt[from..] : prompt[from..end]).Trim();
            if (question.Length > 0) return question;
        }

        return prompt;
    }
}
