using System.Text.Json;
using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Rows for training of responses to instructions, as conversations (TRL, verl, LLaMA-Factory's <c>messages</c>).</summary>
internal static class InstructionExport
{
    private static readonly string[] Carried = ["problem_id", "sample_id", "instruction_id", "query_id", "language", "source", "license", "pass_rate", "if_score", "is_correct", "expected_answer", "model"];

    /// <summary>What the user says: the query, then the instruction as a sentence of its own.</summary>
    /// <remarks>As AutoIF's code joins them, with Chinese full stops for Chinese text; a sentence that ends already gets no second stop.</remarks>
    public static string UserTurn(string instruction, string query)
    {
        var chinese = Problem.LanguageOf(instruction) == "zh";
        var (stop, gap) = chinese ? ("。", "") : (".", " ");
        var asked = Ended(Capital(query.Trim()), stop);
        return asked + (asked.Contains('\n', StringComparison.Ordinal) ? "\n" : gap) + Ended(Capital(instruction.Trim()), stop);
    }

    private static string Capital(string text) => text.Length > 0 && char.IsAsciiLetterLower(text[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    private static string Ended(string text, string stop) => text.Length > 0 && text[^1] is '.' or '?' or '!' or ':' or '。' or '？' or '！' or '：' or '$' or '`' ? text : text + stop;

    public static Row Sft(string instruction, string query, string response, Row sample) => Row.Empty.With(e =>
    {
        e.Write("messages", w =>
        {
            w.WriteStartArray();
            Turn(w, "user", UserTurn(instruction, query));
            Turn(w, "assistant", response);
            w.WriteEndArray();
        }).Set("instruction", instruction).Set("query", query);
        e.Carry(sample, Carried);
    });

    public static Row Dpo(ResponseWork item, (string Text, double Rate) good, (string Text, double Rate) poor) => Row.Empty.With(e =>
    {
        e.Set("problem_id", item.ProblemId);
        e.Write("prompt", w => Conversation(w, "user", item.Instruction.Length > 0 ? UserTurn(item.Instruction, item.Query) : item.Query))
            .Write("chosen", w => Conversation(w, "assistant", good.Text)).Write("rejected", w => Conversation(w, "assistant", poor.Text))
            .Set("instruction", item.Instruction).Set("query", item.Query).Set("language", item.Language)
            .Set("chosen_pass_rate", Math.Round(good.Rate, 6)).Set("rejected_pass_rate", Math.Round(poor.Rate, 6));
    });

    private static void Conversation(Utf8JsonWriter w, string role, string content)
    {
        w.WriteStartArray();
        Turn(w, role, content);
        w.WriteEndArray();
    }

    private static void Turn(Utf8JsonWriter w, string role, string content)
    {
        w.WriteStartObject();
        w.WriteString("role", role);
        w.WriteString("content", content);
        w.WriteEndObject();
    }
}
