using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tools.Mix;

/// <summary>What a mixture holds, as JSON; written last, so that its presence means that the folder is whole.</summary>
internal static class MixReport
{
    public static byte[] Json(MixPlan plan, IReadOnlyList<(MixStage Stage, IReadOnlyList<MixShare> Shares, IReadOnlyList<SourceClassCount> Classes)> stages, int validation) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("seed", plan.Seed);
        w.WriteString("tokens_by", plan.Tokenizer ?? plan.TokenField);
        w.WriteNumber("validation_rows", validation);
        w.WriteStartArray("stages");
        foreach (var (stage, shares, classes) in stages)
        {
            var total = shares.Sum(s => s.Tokens);
            w.WriteStartObject();
            w.WriteString("name", stage.Name);
            w.WriteNumber("tokens", total);
            w.WriteNumber("rows", shares.Sum(s => s.Rows));
            w.WriteStartArray("sources");
            foreach (var s in shares)
            {
                w.WriteStartObject();
                w.WriteString("name", s.Source);
                w.WriteNumber("target_tokens", s.Target);
                w.WriteNumber("tokens", s.Tokens);
                w.WriteNumber("share", total == 0 ? 0 : Math.Round((double)s.Tokens / total, 6));
                w.WriteNumber("rows", s.Rows);
                w.WriteNumber("distinct_rows", s.Distinct);
                w.WriteNumber("available_rows", s.Available);
                w.WriteNumber("most_repeats", s.MostRepeats);
                w.WriteNumber("short_tokens", s.Short);
                if (s.Cells.Count > 0)
                {
                    w.WriteStartArray("strata");
                    foreach (var (cell, target, tokens) in s.Cells)
                    {
                        w.WriteStartObject();
                        w.WriteString("values", cell);
                        w.WriteNumber("target_tokens", target);
                        w.WriteNumber("tokens", tokens);
                        w.WriteEndObject();
                    }

                    w.WriteEndArray();
                }

                w.WriteEndObject();
            }

            w.WriteEndArray();
            if (classes.Count > 0)
            {
                w.WriteStartArray("source_classes");
                foreach (var (kind, rows, tokens) in classes)
                {
                    w.WriteStartObject();
                    w.WriteString("class", kind.Name);
                    w.WriteString("language", kind.Language);
                    w.WriteNumber("rows", rows);
                    w.WriteNumber("tokens", tokens);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    });
}
