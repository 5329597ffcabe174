using System.Text.Json;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>A format instruction as rows hold it, with the verification functions and cases that were made for it.</summary>
/// <param name="Candidates">Functions, each with the cases it came with; none in a row that holds the instruction alone.</param>
public sealed record InstructionRow(Row Row, string Instruction, string Language, IReadOnlyList<VerifierReply> Candidates)
{
    /// <summary>32 hex digits over the instruction's text, case aside.</summary>
    public string Id => IdOf(Instruction);

    public static string IdOf(string instruction) => Identity.OfProblem(instruction.ToLowerInvariant().TrimEnd('.', '。', ' '));

    /// <param name="needsCandidates">Functions must be there.</param>
    /// <exception cref="ForgeException">No instruction stands there, or the functions have another form.</exception>
    public static InstructionRow From(Row row, bool needsCandidates)
    {
        var text = row.Required("instruction").Trim();
        if (text.Length == 0) throw ForgeException.BadRecord(row.Path, row.Line, "field \"instruction\": expected an instruction, found an empty string");
        var language = row.Text("language") ?? Problem.LanguageOf(text);
        try
        {
            var candidates = CandidatesOf(row);
            if (needsCandidates && candidates is null)
                throw ForgeException.BadRecord(row.Path, row.Line, $"expected functions in \"candidates\" (forge-if make), or in \"functions\" or \"eval_func\" with \"cases\", found {string.Join(", ", row.Names.Take(12))}");
            return new InstructionRow(row, text, language, candidates ?? []);
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, "a function or case: expected valid Unicode, found a lone surrogate");
        }
    }

    private static IReadOnlyList<VerifierReply>? CandidatesOf(Row row)
    {
        if (row.Element("candidates") is { ValueKind: JsonValueKind.Array } listed)
            return [.. listed.EnumerateArray().Select(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("function", out var f) && f.ValueKind == JsonValueKind.String
                ? new VerifierReply(f.GetString()!, Cases(c.TryGetProperty("cases", out var cases) ? cases : default, row))
                : throw ForgeException.BadRecord(row.Path, row.Line, "field \"candidates\": expected objects with a string \"function\" and a list \"cases\""))];
        if ((row.Element("functions") ?? row.Element("eval_func")) is not { ValueKind: JsonValueKind.Array } functions) return null;
        var shared = Cases(row.Element("cases") ?? default, row);
        return [.. functions.EnumerateArray().Select((f, i) => new VerifierReply(Code(f, row), i == 0 ? shared : []))];
    }

    /// <summary>Functions of a row that was checked: <c>verifiers</c>, or AutoIF's <c>eval_func</c>, whose entries are pairs of code and accuracy.</summary>
    /// <exception cref="ForgeException">There are none.</exception>
    public static IReadOnlyList<string> VerifiersOf(Row row)
    {
        try
        {
            if ((row.Element("verifiers") ?? row.Element("eval_func")) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0) return [.. list.EnumerateArray().Select(f => Code(f, row))];
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(row.Path, row.Line, "a function: expected valid Unicode, found a lone surrogate");
        }

        throw ForgeException.BadRecord(row.Path, row.Line, $"expected functions in \"verifiers\" (forge-if check) or \"eval_func\", found {string.Join(", ", row.Names.Take(12))}");
    }

    private static string Code(JsonElement e, Row row) => e.ValueKind switch
    {
        JsonValueKind.String => e.GetString()!,
        JsonValueKind.Array when e.GetArrayLength() > 0 && e[0].ValueKind == JsonValueKind.String => e[0].GetString()!,
        JsonValueKind.Object when e.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String => code.GetString()!,
        _ => throw ForgeException.BadRecord(row.Path, row.Line, "a function: expected a string, a list that begins with one, or an object with \"code\""),
    };

    private static IReadOnlyList<VerifierCase> Cases(JsonElement e, Row row) => e.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => [.. e.EnumerateArray().Select(c => VerifierCase.Read(c) ?? throw ForgeException.BadRecord(row.Path, row.Line, "a case: expected an object with a string \"input\" and an \"output\" of true or false"))],
        _ => throw ForgeException.BadRecord(row.Path, row.Line, "field \"cases\": expected a list"),
    };
}
