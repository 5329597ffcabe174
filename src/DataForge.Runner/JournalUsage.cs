using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>What the calls in a journal used: all that is known of a part that was interrupted or killed, since only a finished one has a summary.</summary>
/// <param name="Calls">Replies that were kept.</param>
public sealed record JournalUsage(long Calls, long TokensIn, long TokensOut)
{
    private const string Input = "input_tokens";
    private const string Output = "generated_tokens";
    private const string Transcript = "transcript";

    /// <summary>Reads a journal, also while another process writes it; a last line that is torn is passed over.</summary>
    /// <returns>Null where there is no journal.</returns>
    /// <exception cref="ForgeException">The file cannot be read, or a line of it is none of a journal.</exception>
    public static JournalUsage? Of(string path, CancellationToken cancel)
    {
        long calls = 0, tokensIn = 0, tokensOut = 0;
        var number = 0;
        try
        {
            using var file = UnlockedFile.OpenRead(path);
            if (file is null) return null;
            var lines = new JournalReader(file, path);
            while (lines.Next() is { } line)
            {
                cancel.ThrowIfCancellationRequested();
                number++;
                using var document = JsonDocument.Parse(line.Line);
                if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("call", out _) || !document.RootElement.TryGetProperty("reply", out var reply)) continue;
                if (reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty(Transcript, out _)) continue; // its turns stand there by themselves
                calls++;
                foreach (var part in reply.ValueKind == JsonValueKind.Array ? reply.EnumerateArray().ToList() : [reply])
                {
                    tokensIn += Tokens(part, Input);
                    tokensOut += Tokens(part, Output);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw ForgeException.BadRecord(path, number, $"expected a line of a run's journal: {e.Message}");
        }

        return new JournalUsage(calls, tokensIn, tokensOut);
    }

    private static long Tokens(JsonElement reply, string name) =>
        reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var tokens) ? tokens : 0;
}
