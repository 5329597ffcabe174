using System.Text.Json;

namespace DataForge.Core;

/// <summary>The type of a value that a function gave back, as far as it matters.</summary>
public enum FunctionValueKind
{
    None,
    Bool,
    Number,
    Text,
    Other,
}

/// <summary>A value that a function in Python gave back, as <see cref="CodeStyle.Function"/> describes it.</summary>
/// <param name="Truth">Its truth as Python sees it; null where asking raised an error.</param>
/// <param name="Number">Of a bool (0 or 1), an int within ±2^53 or a finite float.</param>
/// <param name="Text">Of a string of at most 1,000 characters.</param>
public sealed record FunctionValue(FunctionValueKind Kind, bool? Truth, double? Number = null, string? Text = null)
{
    /// <summary>Null where the text is no such description.</summary>
    public static FunctionValue? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var e = document.RootElement;
            if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("kind", out var named) || !Enum.TryParse<FunctionValueKind>(named.GetString(), ignoreCase: true, out var kind)) return null;
            return new FunctionValue(
                kind,
                e.TryGetProperty("truth", out var truth) ? truth.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null } : null,
                e.TryGetProperty("number", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null,
                e.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
