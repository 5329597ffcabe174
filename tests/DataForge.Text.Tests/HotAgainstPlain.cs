using System.Text;
using DataForge.Core;
using DataForge.Tests;

namespace DataForge.Text.Tests;

/// <summary>The normalizer and the readings made of its tokens against the plain implementations. A failure names the seed and the text.</summary>
public class HotAgainstPlain
{
    private static readonly string[] Latex =
    [
        "\\frac", "\\dfrac12", "\\tfrac 3 4", "{", "}", "$", "$$", "\\", "\\\\", "\\(", "\\,", "\\!", "\\left(", "\\right)", "\\text{", "\\mathrm", "\\begin{array}{ll}", "\\end{tabular}{c", "\\hspace*{2em}", "\\begin {align*}",
        "\\phantom{", "\\cdot", "\\SQRT", "\\pi", "\\varphi", "\\dbinom52", "\\operatorname", "\\averyveryverylongcommandthatnobodyknows", "^{2}", "_", "x", "yz", "12", "1,234", "1{,}000", "1,\\!234", "9\\,000", "3.140", "0.", ".5",
        "007", "1234,567", "&", "\n", " ", "%", "~", "'", "A'B", "∑", "√", "°", "½", "²", "α", "３", "．", "（", "Δ",
    ];

    private static readonly string[] Words =
    [
        "Natalia", "the", "The", "THE", "price", "of", "twelve", "Half", "she", "Her", "don't", "O’Brien's", "rock'n'roll", "McDonald", "café", "naïve", "cafe\u0301", "straße", "İstanbul", "ǅ", "ﬁne", "x", "I", "A", "a", "1,000,000", "12,34", "3.5", "2.50",
        "10%", "7/8", "Mr.", "U.S.", "e.g.", "3rd", "km²", "三十二", "二〇二四", "一百", "千克", "百", "个苹果", "。", "，", "サクラ", "カ\u3099", "한국", "한", "ประเทศ", "x\u200by", "\ufeff", "\u2028", "\r\n", "\n\n", "\t", "?", "!", ";", ":", " - ", "—", "…", "🍐", "e\u0301\u0323", "\u0301", "\u00ad", "ʼn",
        "internationalization", "characteristically", "sevenbyt", "eightbyte", "Q", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "99999999999999999999999999999999999999999999999999999999999999999999999",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void Random_bytes_and_code_points(int seed) => Compare(seed, "points", 600, draw => Join(draw, 80, (random, at) => random.Below(at, 8) switch
    {
        0 => [(byte)random.Below(at + 1, 256)],
        1 => Encoding.UTF8.GetBytes(char.ConvertFromUtf32(Scalar(random.Below(at + 1, 0x110000)))),
        2 => Encoding.UTF8.GetBytes(char.ConvertFromUtf32(Scalar(random.Below(at + 1, 0x3400)))),
        3 => Encoding.UTF8.GetBytes(char.ConvertFromUtf32(random.Below(at + 1, 2) == 0 ? 0x300 + random.Below(at + 2, 0x70) : 0x1100 + random.Below(at + 2, 0x100))),
        _ => [(byte)random.Below(at + 1, 128)],
    }));

    [Theory, MemberData(nameof(Seeds))]
    public void Pieces_of_latex(int seed) => Compare(seed, "latex", 600, draw => Join(draw, 40, (random, at) => Encoding.UTF8.GetBytes(Latex[random.Below(at, Latex.Length)])));

    [Theory, MemberData(nameof(Seeds))]
    public void Pieces_of_sentences_in_several_scripts(int seed) => Compare(seed, "words", 400, draw => Join(draw, 60, (random, at) =>
        Encoding.UTF8.GetBytes(Words[random.Below(at, Words.Length)] + (random.Below(at + 1, 3) == 0 ? "" : " "))));

    [Theory, MemberData(nameof(Seeds))]
    public void Problems_with_bytes_changed(int seed)
    {
        var texts = Problems.Value;
        Compare(seed, "problems", 250, draw =>
        {
            var text = Encoding.UTF8.GetBytes(texts[draw.Below(0, texts.Count)]);
            for (var change = draw.Below(1, 4); change > 0 && text.Length > 0; change--) text[draw.Below((ulong)change * 2 + 2, text.Length)] = (byte)draw.Below((ulong)change * 2 + 3, 256);
            return text;
        });
    }

    [Theory, InlineData("gsm8k", "test.jsonl.gz"), InlineData("math", "test.jsonl.gz"), InlineData("cmath", "cmath_dev.jsonl"), InlineData("deepseek-math", "mgsm_zh.jsonl")]
    public void Every_line_of_a_benchmark(string folder, string file)
    {
        var normalizer = new Normalizer(plain: false, markup: false);
        var number = 0;
        foreach (var line in SharedData.Lines("data", folder, file)) Compare(normalizer, Encoding.UTF8.GetBytes(line), $"{folder}/{file}:{++number}");
        Assert.InRange(number, 100, int.MaxValue);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Readings_with_numbers_and_names_masked(int seed)
    {
        var random = CounterRandom.For(seed, "readings", "");
        var stream = new TokenStream();
        for (var n = 0; n < 400; n++)
        {
            var draw = random.Fork((ulong)n);
            var count = draw.Below(0, 300);
            var hashes = Enumerable.Range(0, count).Select(i => (uint)draw.Below((ulong)i * 2 + 1, 9) << 4 | 1).ToArray();
            var flags = Enumerable.Range(0, count).Select(i => (byte)(draw.Below((ulong)i * 2 + 2, 3) == 0 ? 0 : 1 << draw.Below((ulong)i * 2 + 2, 6))).ToArray();
            foreach (var kind in Enum.GetValues<StreamKind>())
            {
                stream.Fill(kind, hashes, flags);
                var plain = PlainReading(kind, hashes, flags);
                Assert.True(stream.Hashes.SequenceEqual(plain.Select(p => p.Hash).ToArray()), $"seed {seed}, text {n}, {kind}: hashes");
                Assert.True(plain.Select((p, i) => p.First == stream.FirstToken(i) && p.End == stream.EndToken(i)).All(same => same), $"seed {seed}, text {n}, {kind}: places");
            }
        }
    }

    private static List<(uint Hash, int First, int End)> PlainReading(StreamKind kind, uint[] hashes, byte[] flags)
    {
        const uint pronoun = 6;
        var reading = new List<(uint Hash, int First, int End)>();
        for (var i = 0; i < hashes.Length; i++)
        {
            var hash = kind == StreamKind.Exact ? hashes[i]
                : (flags[i] & (Token.Number | Token.NumberWord)) != 0 ? TokenStream.NumberPlaceholder
                : kind == StreamKind.Masked ? hashes[i]
                : (flags[i] & Token.Name) != 0 ? TokenStream.NamePlaceholder
                : (flags[i] & Token.Pronoun) != 0 ? pronoun
                : hashes[i];
            if (TokenStream.IsPlaceholder(hash) && reading.Count > 0 && reading[^1].Hash == hash) reading[^1] = reading[^1] with { End = i + 1 };
            else reading.Add((hash, i, i + 1));
        }

        return reading;
    }

    private static readonly Lazy<IReadOnlyList<string>> Problems = new(() =>
    [
        "Mara packs 1,250 jars into crates of 24. How many crates does she fill, and how many jars are left over?", "求方程 $x^2-5x+6=0$ 的所有解的和。小明有三十二个苹果。", "If $\\dfrac{a}{b} = \\frac12$ and $\\left(a+b\\right)^{2} = 81$, what is $a \\cdot b$?",
        "Let ABC be a triangle with ∠A = 60°, AB = 7.50 and AC = 12{,}000. Find the area of △ABC in terms of √3.", "\\begin{array}{cc} x & y \\\\ 1 & 2 \\end{array} \\hspace{2cm} Evaluate \\sum_{n=1}^{\\infty} \\tfrac1{n^2}.",
        .. SharedData.Has("data", "math", "train.jsonl.gz") ? SharedData.Lines("data", "math", "train.jsonl.gz").Take(1500).Select(line => Row.Parse(line).Required("problem")) : [],
    ]);

    private static int Scalar(int point) => point is >= 0xD800 and < 0xE000 ? point - 0x800 : point;

    private static byte[] Join(CounterRandom draw, int most, Func<CounterRandom, ulong, byte[]> piece) =>
        [.. Enumerable.Range(0, draw.Below(0, most)).SelectMany(i => piece(draw, (ulong)i * 3 + 1))];

    private static void Compare(int seed, string stage, int texts, Func<CounterRandom, byte[]> text)
    {
        var random = CounterRandom.For(seed, stage, "");
        var (normalizer, withoutVectors) = (new Normalizer(plain: false, markup: false), new Normalizer(plain: true, markup: false));
        for (var n = 0; n < texts; n++)
        {
            Compare(normalizer, text(random.Fork((ulong)n)), $"seed {seed}, text {n}");
            if (n % 4 == 0) Compare(withoutVectors, text(random.Fork((ulong)n)), $"seed {seed}, text {n}, without vectors");
        }
    }

    private static void Compare(Normalizer normalizer, byte[] text, string name)
    {
        var plain = PlainNormalizer.Read(text);
        var tokens = normalizer.Read(text);
        var hot = new List<PlainToken>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var (start, end) = normalizer.SourceRange(i, i + 1);
            hot.Add(new PlainToken(tokens.Hashes[i], tokens.Flags[i], start, end));
        }

        if (!plain.SequenceEqual(hot)) Assert.Fail($"{name}: {Convert.ToHexString(text)} \"{Encoding.UTF8.GetString(text)}\"\nplain {string.Join("; ", plain)}\nhot   {string.Join("; ", hot)}");
        if (hot.Count > 0) Assert.Equal((hot[0].Start, hot[^1].End), normalizer.SourceRange(0, hot.Count));
    }
}
