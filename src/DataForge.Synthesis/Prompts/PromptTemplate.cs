using System.Text;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>A prompt file: turns with placeholders, parsed once.</summary>
/// <remarks>The template is cut into literals and placeholders before any text goes in, and what goes in is never read again: braces, backslashes and placeholders inside a problem arrive byte for byte.</remarks>
public sealed class PromptTemplate
{
    private readonly List<(string Role, List<(string Text, bool IsName)> Pieces)> _turns;

    private PromptTemplate(List<(string, List<(string, bool)>)> turns, IReadOnlyList<string> choices)
    {
        _turns = turns;
        Choices = choices;
    }

    /// <summary>Lines under <c>### choices</c>; empty when there is no such section.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>The assistant's turns: worked examples.</summary>
    public IEnumerable<string> Examples => _turns.Where(t => t.Role == "assistant").Select(t => string.Concat(t.Pieces.Select(p => p.Text)));

    /// <summary>What the system and user turns say, without what is filled in.</summary>
    public IEnumerable<string> Instructions => _turns.Where(t => t.Role != "assistant").SelectMany(t => t.Pieces.Where(p => !p.IsName).Select(p => p.Text));

    /// <param name="name">File name, for messages.</param>
    /// <param name="names">Placeholders that may stand in it.</param>
    /// <exception cref="ForgeException">Text before the first turn, an unknown turn or placeholder, an empty turn, or turns that do not end with the user's.</exception>
    public static PromptTemplate Parse(string name, string text, IReadOnlyCollection<string> names)
    {
        var turns = new List<(string Role, List<(string, bool)> Pieces)>();
        var choices = new List<string>();
        var body = new StringBuilder();
        string? role = null;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i <= lines.Length; i++)
        {
            var opens = i < lines.Length && lines[i].StartsWith("### ", StringComparison.Ordinal);
            if (!opens && i < lines.Length)
            {
                if (role is null && lines[i].Trim().Length > 0) throw new ForgeException($"{name}:{i + 1}: expected a line \"### system\" or \"### user\" before any text");
                body.Append(lines[i]).Append('\n');
                continue;
            }

            Close(i);
            if (!opens) break;
            role = lines[i][4..].Trim();
            if (role is not ("system" or "user" or "assistant" or "choices"))
                throw new ForgeException($"{name}:{i + 1}: expected ### system, ### user, ### assistant or ### choices, found ### {role}");
        }

        if (turns.Count == 0 || turns[^1].Role != "user") throw new ForgeException($"{name}: expected the last turn to be the user's");
        return new PromptTemplate(turns, choices);

        void Close(int line)
        {
            if (role is null) return;
            var content = body.ToString().Trim('\n');
            body.Clear();
            if (content.Trim().Length == 0) throw new ForgeException($"{name}:{line}: the turn ### {role} is empty");
            if (role == "choices") choices.AddRange(content.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
            else turns.Add((role, Cut(name, content, names)));
        }
    }

    private static List<(string, bool)> Cut(string name, string text, IReadOnlyCollection<string> names)
    {
        var pieces = new List<(string, bool)>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            var inner = close < 0 ? "" : text[(open + 2)..close];
            if (!names.Contains(inner)) throw new ForgeException($"{name}: expected a placeholder {string.Join(" or ", names.Select(n => "{{" + n + "}}"))}, found {(close < 0 ? "{{ without an end" : "{{" + inner + "}}")}");
            if (open > at) pieces.Add((text[at..open], false));
            pieces.Add((inner, true));
            at = close + 2;
        }

        if (at < text.Length) pieces.Add((text[at..], false));
        return pieces;
    }

    /// <summary>The messages with every placeholder replaced.</summary>
    /// <param name="system">Replaces the template's system turn; an empty one leaves it out; null keeps it.</param>
    public IReadOnlyList<Message> Fill(IReadOnlyDictionary<string, string> values, string? system = null)
    {
        var messages = new List<Message>(_turns.Count);
        if (!string.IsNullOrEmpty(system)) messages.Add(new Message("system", system));
        foreach (var (role, pieces) in _turns)
            if (role != "system" || system is null)
                messages.Add(new Message(role, string.Concat(pieces.Select(p => p.IsName ? values[p.Text] : p.Text))));
        return messages;
    }
}
