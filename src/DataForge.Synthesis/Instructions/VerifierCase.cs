using System.Text.Json;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>A text with the verdict that a verification function is to give on it.</summary>
/// <param name="Output">As the model wrote it: a boolean, a string or a number.</param>
public sealed record VerifierCase(string Input, FunctionValue Output)
{
    /// <summary>The verdict: a boolean, or the word true or false; null for anything else.</summary>
    public bool? Expected => VerdictOf(Output);

    /// <summary>What a value says as a verdict: the word where it is a text that says true or false, no verdict where it is another text, else its truth.</summary>
    public static bool? VerdictOf(FunctionValue value) => value.Kind != FunctionValueKind.Text ? value.Truth : value.Text?.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" => true,
        "false" or "no" => false,
        _ => null,
    };

    /// <summary>Whether two values are equal as Python compares them: numbers by value, where True is 1; texts letter by letter; None never counts.</summary>
    public static bool Same(FunctionValue one, FunctionValue other) => (one, other) switch
    {
        ({ Number: { } a }, { Number: { } b }) => a.Equals(b),
        ({ Text: { } a }, { Text: { } b }) => a == b,
        _ => false,
    };

    /// <summary>Null where the element has no string <c>input</c> and no scalar <c>output</c>.</summary>
    public static VerifierCase? Read(JsonElement e)
    {
        try
        {
            if (e.ValueKind == JsonValueKind.Array && e.GetArrayLength() == 2 && e[0].ValueKind == JsonValueKind.String) return ValueOf(e[1]) is { } listed ? new VerifierCase(e[0].GetString()!, listed) : null;
            if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.String || !e.TryGetProperty("output", out var output)) return null;
            return ValueOf(output) is { } value ? new VerifierCase(input.GetString()!, value) : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a lone surrogate
        }
    }

    private static FunctionValue? ValueOf(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.True => new FunctionValue(FunctionValueKind.Bool, true, 1),
        JsonValueKind.False => new FunctionValue(FunctionValueKind.Bool, false, 0),
        JsonValueKind.String => new FunctionValue(FunctionValueKind.Text, e.GetString()!.Length > 0, Text: e.GetString()),
        JsonValueKind.Number => new FunctionValue(FunctionValueKind.Number, e.GetDouble() != 0, e.GetDouble()),
        _ => null,
    };

    public void Write(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteString("input", Input);
        if (Output.Kind == FunctionValueKind.Bool) w.WriteBoolean("output", Output.Truth == true);
        else if (Output.Kind == FunctionValueKind.Number) w.WriteNumber("output", Output.Number ?? 0);
        else w.WriteString("output", Output.Text);
        w.WriteEndObject();
    }
}
