using System.Diagnostics;
using System.Text;
using System.Text.Json;

using DataForge.Tokenizer.Benchmarks;

// Times the tokenizer on real and on random text, beside @huggingface/tokenizers in node on the same text, and compares every text's ids.
// usage: DataForge.Tokenizer.Benchmarks [--check] VOCABULARY… -- TEXTS.jsonl[.gz]…    (VOCABULARY: a directory or tokenizer.json)
// --check: no timing, one pass, exit 1 where an id differs. Random text is drawn from the characters this runtime knows: node may know a newer Unicode.
// Texts with a byte the vocabulary has no token for are left out: node lets it keep its neighbours from merging, the Rust library (and ours) drops it first.
// Node's Digits step knows ASCII digits only, so random text with other numbers differs for SmolLM; the recorded ids of the Rust library side with ours.
var check = args.Contains("--check");
var separator = Array.IndexOf(args, "--");
var vocabularies = args[..separator].Where(a => a != "--check").ToArray();
var corpora = args[(separator + 1)..].Select(path => (Name: Path.GetFileName(path), Texts: Corpus.Read(path))).Append(("random Unicode", Corpus.Random(4000))).ToArray();
var different = 0;

Console.WriteLine("| vocabulary | text | MB | tokens | load ms | ours MB/s | ours, 2 threads | decode MB/s | node MB/s | times faster | texts that differ |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
foreach (var vocabulary in vocabularies)
{
    var clock = Stopwatch.StartNew();
    var tokenizer = DataForge.Models.Tokenizers.Tokenizer.Load(vocabulary);
    var load = clock.Elapsed;
    foreach (var (name, all) in corpora)
    {
        var texts = all.Where(t => !Encoding.UTF8.GetBytes(t).Any(tokenizer.BytesWithoutToken.Contains)).ToArray();
        var megabytes = texts.Sum(Encoding.UTF8.GetByteCount) / 1e6;
        var ids = texts.Select(t => tokenizer.Encode(t)).ToArray();
        var one = check ? 0 : Best(() => { foreach (var text in texts) tokenizer.Encode(text); });
        var two = check ? 0 : Best(() => Parallel.ForEach(texts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, text => tokenizer.Encode(text)));
        var decode = check ? 0 : Best(() => { foreach (var one in ids) tokenizer.Decode(one); });
        var reference = Reference.Run(vocabulary, texts, rounds: 1);
        var wrong = Enumerable.Range(0, texts.Length).Where(i => Reference.Checksum(ids[i]) != reference.Checksums[i]).ToArray();
        different += wrong.Length;
        Console.WriteLine($"| {Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(vocabulary + "/x"))!.Replace("/models", "", StringComparison.Ordinal))} | {name} | {megabytes:F1} | {ids.Sum(i => i.Length)} | {load.TotalMilliseconds:F0} | {megabytes / one:F1} | {megabytes / two:F1} | {megabytes / decode:F1} | {megabytes / reference.Seconds:F1} | {reference.Seconds / one:F0} | {wrong.Length} of {texts.Length} |");
        foreach (var i in wrong.Take(3)) Console.Error.WriteLine($"differs: {JsonSerializer.Serialize(texts[i])}");
    }
}

return different == 0 ? 0 : 1;

static double Best(Action run)
{
    var best = double.MaxValue;
    var all = Stopwatch.StartNew();
    for (var round = 0; round < 5 || all.Elapsed < TimeSpan.FromSeconds(2); round++)
    {
        var clock = Stopwatch.StartNew();
        run();
        best = Math.Min(best, clock.Elapsed.TotalSeconds);
    }

    return best;
}
