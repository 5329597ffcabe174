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

if (args is ["golds"])
{
    foreach (var (name, file) in new[] { ("test", "test.answers.jsonl.gz"), ("train", "train.jsonl.gz") })
    {
        var (total, text, unequal) = (0, 0, 0);
        foreach (var line in SharedData.Lines("data", "math", file))
        {
            var row = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(line);
            var gold = row.TryGetProperty("answer", out var a) ? a.GetString()! : row.GetProperty("solution").GetString()!;
            gold = AnswerExtractor.Extract(gold)?.Text ?? gold;
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
