namespace DataForge.Answers.Benchmarks;

/// <summary>How the published vectors come out against their own labels, before any is ruled wrong, and how often equal pairs share a key.</summary>
internal static class VectorCounts
{
    public static bool Run()
    {
        var strict = VerifyOptions.Rulings.Values.Aggregate(VerifyOptions.Default, (o, set) => set(o, false)) with { SetForms = true };
        var (needNone, share, apart, sharedApart) = (0, 0, 0, 0);
        foreach (var file in (string[])["math_verify", "lighteval_extractive_match", "mario_eval", "nemo_skills", "hardverify", "qwen_rm_maj_pairs"])
        {
            var rows = Vector.Read(file).Select(v => (Vector: v, Grade: v.Grade())).ToList();
            var (equal, different) = (rows.Where(r => r.Vector.Expected == true).ToList(), rows.Where(r => r.Vector.Expected == false).ToList());
            Console.WriteLine($"{file}: {rows.Count(r => (r.Grade.IsCorrect == true) == r.Vector.Expected)} of {rows.Count} as labelled; {equal.Count(r => r.Grade.IsCorrect == true)} of {equal.Count} equal found, {different.Count(r => r.Grade.IsCorrect == true)} of {different.Count} different called equal, {rows.Count(r => r.Grade.IsCorrect is null)} undecided");
            foreach (var (vector, _) in equal.Where(r => Grader.Verify(r.Vector.Gold, r.Vector.Predicted, strict).IsCorrect == true))
            {
                needNone++;
                if (Key(vector.Gold) == Key(vector.Predicted)) share++;
            }

            apart += different.Count;
            sharedApart += different.Count(r => Key(r.Vector.Gold) == Key(r.Vector.Predicted));
        }

        Console.WriteLine($"keys: {share} of {needNone} equal pairs that need no lenient ruling share one; {sharedApart} of {apart} pairs labelled different do");
        return share >= 0.9 * needNone;
    }

    private static string Key(string text) => AnswerKey.Of(AnswerExtractor.AnswerIn(text)?.Text ?? text);
}
