using System.Text;
using System.Text.Json;
using DataForge.Answers;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Models.Gguf;
using DataForge.Models.Safetensors;
using DataForge.Models.Tokenizers;

namespace DataForge.Tests.Fuzz;

internal static class Targets
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("fuzz-").FullName;

    private static readonly string[] JsonWords = ["{", "}", "[", "]", "\"", "\\u", "\\ud800", "1e999", "-0", "null", ":", ",", "\"a\":", "{\"a\":", "\\", "\u0000", "\uFEFF"];

    private static readonly string[] MathWords =
    [
        "\\frac", "\\sqrt", "{", "}", "^", "_", "\\left(", "\\right)", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "\\boxed{", "!", "\\binom", "\\infty", "\\pi", "i", "x", "1/3", "10^",
        "\\cup", "\\{", "\\}", "|", "\\text{", "%", "\\circ", "≤", "∈", "²", "√", "\\sum_{k=1}^", "\\int", "\\log_", "(", ")", ",", "=", "\\pm", "\\mod", "C", "999999999",
    ];

    private static readonly ContaminationIndex Items = ContaminationIndex.Of("own",
    [
        ("1", "A farmer has twelve goats and sells five of them at the market for nine crowns each. How many crowns does the farmer receive, and how many goats are left?"),
        ("2", "Find all real numbers $x$ such that $x^2 - 5x + 6 = 0$ and $\\frac{1}{x} < \\sqrt{2}$, then compute the sum of their squares modulo seven."),
    ]);

    public static IReadOnlyList<Target> All { get; } =
    [
        new("row", Texts("""{"problem":"1+1?","n":1.5e3,"list":[1,{"a":null}],"t":true,"u":"\u00e9\n"}"""), Texts(JsonWords), OneRow),
        new("rows", Texts("{\"a\":1}\n{\"a\":\"x\"}\n", "[{\"a\":1},{\"b\":[]}]", "{\"data\":[{\"a\":1}]}", "a,b\n1,\"x,y\"\n"), Texts([.. JsonWords, "\n", "\r\n", "\u001f\u008b"]), bytes => ReadAll("rows", bytes)),
        new("csv", Texts("a,b\n1,\"x \"\"y\"\"\"\n\"two\nlines\",3\n"), Texts("\"", ",", "\n", "\r\n", "\"\""), bytes => ReadAll("rows.csv", bytes)),
        new("answer", Texts("\\frac{1}{2}+\\sqrt{3}", "x \\in (2,5] \\cup \\{7\\}", "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "3.5 \\times 10^{-4}\\text{ m/s}^2", "2^{10}-1", "(1,2),(3,4)", "x=\\frac{\\pi}{2}+k\\pi"), Texts(MathWords), Answer),
        new("extraction", Texts("So the answer is \\boxed{\\frac{1}{2}}.", "<think>no</think>\n#### 1,234", "Therefore **x = 5**.\nFinal Answer: (B)"), Texts([.. MathWords, "####", "answer is", "\\boxed{", "<think>", "</think>", "答案是"]), bytes => AnswerExtractor.Extract(Text(bytes))),
        new("scan", Texts("<p>A farmer has twelve goats and sells five of them at the market for nine crowns each.</p>", "Find all real numbers \\(x\\) such that &dollar;x^2 &minus; 5x + 6 = 0&#36; and \\u0024\\frac{1}{x}"), Texts("&", ";", "<", ">", "\\u", "&#x", "<math", "</", "\u200b", "\u0301", "\u00ad", "|", "\\n", "$$"), Scan),
        new("index", [IndexBytes()], [], bytes => ContaminationIndex.Open(File("own.idx", bytes))),
        new("safetensors", [SafetensorsBytes()], Texts("\"dtype\":\"F32\"", "\"shape\":[", "-1", "9223372036854775807", "data_offsets"), bytes => SafetensorsFile.Read(File("model.safetensors", bytes))),
        new("gguf", [GgufBytes()], Texts("tokenizer.ggml.tokens", "general.architecture", "llama"), Gguf),
        new("tokenizer", Texts(TokenizerText), Texts([.. JsonWords, "\"merges\"", "\"vocab\"", "\"BPE\"", "\"ByteLevel\"", "\"added_tokens\""]), Tokens),
    ];

    public static Target Named(string name) => All.FirstOrDefault(t => t.Name == name) ?? throw new ArgumentException($"no such target: {name}");

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static string File(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>What the row takes, the platform's parser takes too.</summary>
    private static void OneRow(byte[] bytes)
    {
        var row = Row.Parse(bytes, "fuzz", 1);
        using var document = JsonDocument.Parse(row.Utf8.ToArray());
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidOperationException("a row that is no object");
        foreach (var name in row.Names) _ = row.Raw(name);
    }

    private static void ReadAll(string name, byte[] bytes)
    {
        foreach (var row in RowReader.Open(File(name, bytes))) _ = row.Count;
    }

    /// <summary>A key has itself for an answer, and no comparison throws.</summary>
    private static void Answer(byte[] bytes)
    {
        var text = Text(bytes);
        if (AnswerKey.Of(text) != AnswerKey.Of(text)) throw new InvalidOperationException("two keys of one text");
        _ = Grader.Verify(text, text);
        _ = Grader.Verify("\\frac{1}{2}", text);
        _ = Grader.Verify(text, text[..(text.Length / 2)]);
    }

    private static void Scan(byte[] bytes)
    {
        var text = Text(bytes);
        foreach (var hit in new Scanner(Items).Scan(text))
            if (hit.Start < 0 || hit.End > text.Length || hit.End < hit.Start) throw new InvalidOperationException($"a span {hit.Start}..{hit.End} outside of {text.Length} characters");
    }

    private static byte[] IndexBytes()
    {
        var path = Path.Combine(Folder, "seed.idx");
        Items.Save(path);
        return System.IO.File.ReadAllBytes(path);
    }

    private static byte[] SafetensorsBytes()
    {
        var header = Encoding.UTF8.GetBytes("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[4],"data_offsets":[16,24]}}""");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[24]];
    }

    private static void Gguf(byte[] bytes)
    {
        var file = GgufFile.Open(File("model.gguf", bytes));
        _ = Tokenizer.From(file);
    }

    private static byte[] GgufBytes()
    {
        using var stream = new MemoryStream();
        using var w = new BinaryWriter(stream);
        void Name(string text) { w.Write((ulong)Encoding.UTF8.GetByteCount(text)); w.Write(Encoding.UTF8.GetBytes(text)); }
        w.Write("GGUF"u8);
        w.Write(3u);
        w.Write(1ul);
        w.Write(5ul);
        Name("general.architecture"); w.Write(8u); Name("llama");
        Name("tokenizer.ggml.model"); w.Write(8u); Name("gpt2");
        Name("tokenizer.ggml.tokens"); w.Write(9u); w.Write(8u); w.Write(3ul); Name("a"); Name("b"); Name("ab");
        Name("tokenizer.ggml.merges"); w.Write(9u); w.Write(8u); w.Write(1ul); Name("a b");
        Name("llama.block_count"); w.Write(4u); w.Write(1u);
        Name("token_embd.weight"); w.Write(2u); w.Write(4ul); w.Write(3ul); w.Write(0u); w.Write(0ul);
        while (stream.Length % 32 != 0) w.Write((byte)0);
        w.Write(new byte[48]);
        return stream.ToArray();
    }

    private const string TokenizerText = """{"version":"1.0","added_tokens":[{"id":3,"content":"<s>","special":true}],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}}""";

    private static void Tokens(byte[] bytes)
    {
        File("tokenizer.json", bytes);
        _ = Tokenizer.Load(Folder).Encode("ab <s> ba");
    }
}
