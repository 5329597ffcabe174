using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Reads what a server says in the body of an error.</summary>
internal static class ErrorBody
{
    private const int Longest = 400;
    private static readonly string[] QuotaCodes = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "account_deactivated"];

    /// <summary>The message inside an error body: <c>error.message</c>, <c>message</c> or <c>detail</c>, else its beginning.</summary>
    public static string Text(string body)
    {
        var text = body;
        try
        {
            using var json = JsonDocument.Parse(body);
            var at = json.RootElement;
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty("error", out var error)) at = error;
            if (at.ValueKind == JsonValueKind.String) text = at.GetString()!;
            else if (at.ValueKind == JsonValueKind.Object)
                foreach (var name in (string[])["message", "detail"])
                    if (at.TryGetProperty(name, out var value))
                        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or broken text inside it: the body itself is the best there is.
        }

        return Printable.Line(text, Longest);
    }

    /// <summary>The account is used up: asking again later gives the same. OpenAI sends it as a 429, with the code or the type of the error.</summary>
    public static bool IsOutOfQuota(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object) return false;
            foreach (var name in (string[])["code", "type"])
                if (error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && QuotaCodes.Contains(value.GetString()))
                    return true;
            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
