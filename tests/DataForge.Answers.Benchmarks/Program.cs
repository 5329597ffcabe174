using DataForge.Answers;
using DataForge.Answers.Benchmarks;
using DataForge.Tests;

if (args is ["tricky"])
{
    foreach (var line in SharedData.Lines("data", "equivalence", "tricky-pairs-peer-verdicts.tsv").Skip(1))
    {
        var f = line.Split('\t');
        var g = Grader.Verify(f[0], f[1]);
        Console.WriteLine($"{g.IsCorrect?.ToString() ?? "null",-5} {(AnswerKey.Of(f[0]) == AnswerKey.Of(f[1]) ? "K" : " ")} [{g.Rule}] {f[0]} | {f[1]}   {string.Concat(f.Skip(2))}");
    }

    return;
}

if (args is ["prof"])
{
    foreach (var (n, t) in new (string, string)[] { ("brace", new string('{', 4000)), ("digits", new string('7', 100_000)), ("power", "9^{9^{9^9}}"), ("plus", string.Join('+', Enumerable.Repeat("1", 2000))), ("stars", string.Concat(Enumerable.Repeat("**", 2000))) })
    {
        void Time(string what, Action act)
        {
            var best = double.MaxValue;
            for (var i = 0; i < 40; i++) { var w = System.Diagnostics.Stopwatch.StartNew(); act(); best = Math.Min(best, w.Elapsed.TotalMilliseconds); }
            Console.WriteLine($"{n} {what} {best:F3} ms");
        }

        Time("extract", () => AnswerExtractor.Extract(t));
        Time("lex", () => DataForge.Answers.Syntax.Lexer.Cut(t.Length > 5000 ? t[..4000] : t));
        Time("parse", () => DataForge.Answers.Syntax.Parser.Parse(t));
        Time("word", () => DataForge.Answers.Syntax.Wording.Of(t));
        Time("key", () => AnswerKey.Of(t));
        Time("verify", () => Grader.Verify("5", t));
        Time("verify2", () => Grader.Verify(t, "\\sqrt{2}"));
    }

    return;
}

if (args is ["golds"])
{
    foreach (var (name, file) in new[] { ("answers", "test.answers.jsonl.gz"), ("test", "test.jsonl.gz"), ("train", "train.jsonl.gz") })
    {
        var (total, text, unequal) = (0, 0, 0);
        foreach (var line in SharedData.Lines("data", "math", file))
        {
            var row = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(line);
            var gold = name == "answers" ? row.GetProperty("answer").GetString()! : AnswerExtractor.Extract(row.GetProperty("solution").GetString()!)!.Text;
            total++;
            if (Grader.Verify(gold, gold).IsCorrect != true) unequal++;
            if (DataForge.Answers.Syntax.Parser.Parse(gold) is DataForge.Answers.Syntax.Prose) { text++; Console.WriteLine("  " + gold); }
            else if (AnswerKey.Of(gold).Contains("s:", StringComparison.Ordinal)) Console.WriteLine("  s: " + gold + "   " + AnswerKey.Of(gold));
        }

        Console.WriteLine($"{name} {total} text {text} unequal {unequal}");
    }

    return;
}

foreach (var file in (string[])["math_verify", "lighteval_extractive_match", "mario_eval", "nemo_skills", "hardverify", "qwen_rm_maj_pairs"])
{
    if (args.Length > 0 && !args.Contains(file)) continue;
    var rows = Vector.Read(file);
    var right = 0;
    foreach (var row in rows)
    {
        var grade = row.Grade();
        var (k1, k2) = (AnswerKey.Of(row.Gold), AnswerKey.Of(row.Predicted));
        if ((grade.IsCorrect == true) == row.Expected) right++;
        else Console.WriteLine($"{file}:{row.Line} want {row.Expected} got {grade.IsCorrect?.ToString() ?? "null"} [{grade.Rule}] | {Cut(row.Gold)} | {Cut(row.Predicted)} | {AnswerExtractor.Extract(row.Predicted)?.Text}");
        if (k1 == k2 && row.Expected == false) Console.WriteLine($"KEY {file}:{row.Line} {row.Gold} | {row.Predicted} | {k1}");
    }

    Console.WriteLine($"{file}: {right} of {rows.Count}");
}

static string Cut(string text) => (text.Length < 150 ? text : text[..40] + "…" + text[^100..]).Replace("\n", "⏎", StringComparison.Ordinal);
