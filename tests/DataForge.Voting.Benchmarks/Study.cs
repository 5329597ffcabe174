using System.Globalization;
using System.Text;
using DataForge.Formats;
using DataForge.Voting;

namespace DataForge.Benchmarks.Voting;

/// <summary>Writes docs/voting-weights.md from stored samples. Same data, same bytes.</summary>
internal static class Study
{
    public static int Run(string data, string? file)
    {
        const string Qwen = "qwen25-math/eval_rm_maj_example/math_cot_100.jsonl.gz";
        var published = StudySet.Read("MATH, Qwen2.5-Math (100 × 8)", "as published", data, Qwen);
        var mended = StudySet.Read("MATH, Qwen2.5-Math (100 × 8)", "two questions relabelled", data, Qwen, Mislabelled);
        StudySet[] counted =
        [
            StudySet.Read("GSM8K, ZeroEval (1,319 × 44 models)", "derived from the published answers (approximate)", data, "zeroeval/gsm.merged.jsonl.gz"),
            StudySet.Read("GSM8K train, OVM (20 × 100)", "as published", data, "ovm/model_generation__train__responses_n100_llama7b-2-ep2_samples.jsonl ovm/model_generation__train__responses_n100_mistral7b-ep2_samples.jsonl"),
            StudySet.Read("MATH, Lazy-RLVR (128 × 16)", "by our grader", data, "lazy-rlvr/Qwen3-8B-Base-MATH_vllm.jsonl.gz"),
            StudySet.Read("Polaris, Lazy-RLVR (128 × 16)", "by our grader", data, "lazy-rlvr/polaris_Qwen3-8B-Base-MATH_vllm.jsonl.gz"),
            StudySet.Read("MATH train, NeMo-Skills (50 × 3)", "as published", data, "nemo-skills/output-rs0.test nemo-skills/output-rs1.test nemo-skills/output-rs2.test"),
        ];

        var page = new StringBuilder();
        page.Append("""
            # Voting weights: which, and where to abstain

            The Qwen2.5-Math report weighs votes by its reward model and does not say how. This page measures the choices on stored samples. It is written by
            `DataForge.Voting.Benchmarks study DATA docs/voting-weights.md`; the samples are public files of the projects named, which the repository does not hold.
            Figures are percent; brackets are 95 % intervals over problems (2,000 paired resamples, seed 0). Keys group answers; ties go to the lowest rollout.


            """);
        WeightStudy.Write(page, published, mended);
        AbstainStudy.Write(page, [published, .. counted]);
        if (file is null) Console.Out.Write(page.ToString());
        else WholeFile.Write(file, page.ToString());
        return 0;
    }

    /// <summary>Index 3: the gold is mangled to "4:30p.." and all samples say 4:30. Index 72: the gold 10{,}000 was not taken for 10000.</summary>
    private static bool Mislabelled(Core.Row row, Ballot ballot) => row.Integer("idx") switch
    {
        3 => ballot.Answer == "4:30",
        72 => ballot.Answer == "10000",
        _ => false,
    };

    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
