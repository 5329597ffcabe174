using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataForge.Training;

/// <summary>Files of folders, with names in double braces for figures. A line that holds <c>{{val?}}</c> stands only where there is a validation split, one with <c>{{system?}}</c> only where there is a system message.</summary>
internal static class FolderTemplate
{
    public static IEnumerable<string> Names(string folder) =>
        typeof(FolderTemplate).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static string Text(string name)
    {
        using var stream = typeof(FolderTemplate).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no file {name} among the resources");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public static string Fill(string name, FolderFacts facts)
    {
        var values = new (string Name, string Value)[]
        {
            ("base", facts.Base),
            ("base_sh", Quoted(facts.Base)),
            ("base_yaml", JsonText(facts.Base)),
            ("max_length", Figure(facts.MaxLength)),
            ("max_prompt", Figure(facts.MaxPrompt)),
            ("max_completion", Figure(facts.MaxCompletion)),
            ("max_total", Figure(facts.MaxPrompt + facts.MaxCompletion)),
            ("seed", Figure(facts.Seed)),
            ("train_files", List(facts, "train")),
            ("val_files", List(facts, "val")),
            ("train_paths", Paths(facts, "train")),
            ("val_paths", Paths(facts, "val")),
            ("train_names", Names(facts, "train")),
            ("val_names", Names(facts, "val")),
        };
        var page = new StringBuilder();
        foreach (var line in Lines(name))
        {
            if (line.Contains("{{val?}}", StringComparison.Ordinal) && !facts.HasValidation) continue;
            if (line.Contains("{{system?}}", StringComparison.Ordinal) && facts.System.Length == 0) continue;
            page.Append(line.Replace("{{val?}}", "", StringComparison.Ordinal).Replace("{{system?}}", "", StringComparison.Ordinal)).Append('\n');
        }

        page.Length--;
        foreach (var (key, value) in values) page.Replace("{{" + key + "}}", value);
        var text = page.ToString();
        return text.Contains("{{", StringComparison.Ordinal) ? throw new InvalidOperationException($"{name}: a name in braces is not known: {text.Substring(text.IndexOf("{{", StringComparison.Ordinal), 20)}") : text;
    }

    /// <summary>A line <c>{{>NAME}}</c> stands for the shared file of that name.</summary>
    private static IEnumerable<string> Lines(string name) => Text(name).Split('\n').SelectMany(line =>
        line.StartsWith("{{>", StringComparison.Ordinal) ? Text($"shared/{line[3..^2]}").TrimEnd('\n').Split('\n') : [line]);

    private static string Figure(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A split's files as a list of JSON texts, which YAML and Hydra read too.</summary>
    private static string List(FolderFacts facts, string split) => string.Join(", ", facts.Shards.Where(s => s.Split == split && s.Rows > 0).Select(s => JsonText(s.Path)));

    private static string Names(FolderFacts facts, string split) => string.Join(",", facts.Shards.Where(s => s.Split == split && s.Rows > 0).Select(facts.DatasetName));

    private static string Paths(FolderFacts facts, string split) => string.Join(' ', facts.Shards.Where(s => s.Split == split && s.Rows > 0).Select(s => s.Path));

    private static string JsonText(string text) => JsonSerializer.Serialize(text, TextContext.Default.String);

    /// <summary>One word of a shell, whatever it holds.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Indented JSON with a line feed at its end.</summary>
    public static string Json(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TextContext : System.Text.Json.Serialization.JsonSerializerContext;
