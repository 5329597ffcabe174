using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>The steps around the model in tokenizer.json: normalizer, pre-tokenizer, post-processor.</summary>
internal static class TokenizerJsonSteps
{
    public static NormalForm Normalizer(string path, JsonElement step)
    {
        var kinds = Flatten(step, "normalizers").Select(s => TokenizerJson.Text(s, "type") ?? "?").Distinct().ToArray();
        return kinds switch
        {
            [] => NormalForm.AsIs,
            ["NFC"] => NormalForm.Nfc,
            _ => throw new ForgeException($"{path}: normalizer {string.Join(" + ", kinds)}; supported: none, NFC"),
        };
    }

    public static PreTokenizer PreTokenizer(string path, JsonElement step)
    {
        var steps = Flatten(step, "pretokenizers").ToArray();
        var spelled = string.Join(" + ", steps.Select(s => TokenizerJson.Text(s, "type") ?? "?"));
        if (steps.Length == 0 || TokenizerJson.Text(steps[^1], "type") != "ByteLevel") throw Unknown(path, spelled.Length == 0 ? "is missing" : spelled);
        if (TokenizerJson.Flag(steps[^1], "add_prefix_space")) throw Unknown(path, "ByteLevel with add_prefix_space");
        var usesPattern = !steps[^1].TryGetProperty("use_regex", out var regex) || regex.ValueKind != JsonValueKind.False;
        return spelled switch
        {
            "ByteLevel" when usesPattern => Tokenizers.PreTokenizer.Gpt2,
            "Digits + ByteLevel" when usesPattern && TokenizerJson.Flag(steps[0], "individual_digits") => Tokenizers.PreTokenizer.SmolLm,
            "Split + ByteLevel" when !usesPattern && Isolates(steps[0]) => PreTokenizers.OfPattern(path, Pattern(path, steps[0])),
            _ => throw Unknown(path, spelled),
        };
    }

    /// <summary>Ids the post-processor puts before and after a single text.</summary>
    public static (IReadOnlyList<int> Before, IReadOnlyList<int> After) Around(string path, JsonElement step, TokenTable table)
    {
        var (before, after) = (new List<int>(), new List<int>());
        foreach (var processor in Flatten(step, "processors"))
        {
            var type = TokenizerJson.Text(processor, "type");
            if (type == "ByteLevel") continue; // trims offsets, which we do not keep
            if (type != "TemplateProcessing") throw new ForgeException($"{path}: post_processor {type ?? "?"}; supported: ByteLevel, TemplateProcessing");
            var target = before;
            foreach (var piece in processor.GetProperty("single").EnumerateArray())
            {
                if (piece.TryGetProperty("Sequence", out _)) target = after;
                else target.AddRange(Ids(path, processor, TokenizerJson.Text(piece.GetProperty("SpecialToken"), "id"), table));
            }
        }

        return (before, after);
    }

    private static IEnumerable<int> Ids(string path, JsonElement processor, string? name, TokenTable table)
    {
        foreach (var id in processor.GetProperty("special_tokens").GetProperty(name ?? "").GetProperty("ids").EnumerateArray())
            yield return id.TryGetInt32(out var value) && table.Has(value) ? value : throw new ForgeException($"{path}: post_processor adds the id {id.GetRawText()}, which the vocabulary does not have");
    }

    /// <summary>The steps of a Sequence one after the other; nothing for null.</summary>
    private static IEnumerable<JsonElement> Flatten(JsonElement step, string list) => step.ValueKind != JsonValueKind.Object ? []
        : TokenizerJson.Text(step, "type") == "Sequence" ? step.GetProperty(list).EnumerateArray().SelectMany(s => Flatten(s, list))
        : [step];

    private static bool Isolates(JsonElement split) => (TokenizerJson.Text(split, "behavior"), TokenizerJson.Flag(split, "invert")) is ("Isolated", false) or ("Removed", true);

    private static string Pattern(string path, JsonElement split) =>
        split.TryGetProperty("pattern", out var pattern) && TokenizerJson.Text(pattern, "Regex") is { } regex ? regex : throw Unknown(path, "Split by a plain string");

    private static ForgeException Unknown(string path, string what) => new($"{path}: pre_tokenizer {what}; supported: those of GPT-2, SmolLM, Llama 3 and Qwen 2");
}
