using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Formats;

namespace DataForge.Tools.Recall;

/// <summary>forge-recall train.</summary>
internal static class TrainTool
{
    private static readonly ListOpt Positive = new("positive", [], "FILE", "Documents of the kind that is looked for.", commas: false);
    private static readonly ListOpt Negative = new("negative", [], "FILE", "Other documents.", commas: false);
    private static readonly FileOpt Out = new("out", null, "Model file to write.") { ChangesOutput = false };
    private static readonly FileOpt Report = new("report", null, "Held-out recall by source as JSON; - is standard output.") { ChangesOutput = false };
    private static readonly ListOpt Source = new("source-field", ["source"], "NAME", "Field that names the source; else the host, else the file.");
    private static readonly IntOpt Bits = new("bits", 22, 10, 26, "bits", "2 to this many weights of 4 bytes.");
    private static readonly IntOpt Epochs = new("epochs", 4, 1, 100, "passes", "Passes over the documents.");
    private static readonly NumberOpt Rate = new("rate", 0.2, 1e-4, 10, "step size", "Learning rate.");
    private static readonly NumberOpt Recall = new("recall", 0.9, 0.01, 1, "share", "Of held-out sources' documents to let through, mean by source.");
    private static readonly NumberOpt MaxFalse = new("max-false", 0.1, 0, 1, "share", "Of held-out others; the threshold is not lowered beyond it.");
    private static readonly IntOpt Folds = new("folds", 4, 2, 32, "folds", "Parts of the sources, each held out once to set the threshold.");
    private static readonly IntOpt Seed = new("seed", 0, 0, int.MaxValue, "(any number)", "Order in which documents are learned from.");

    public static readonly Tool Registration = new("forge-recall train", "Trains a classifier from documents of the kind and others.",
        "forge-recall train --positive math.jsonl --negative other.jsonl --out recall.bin",
        [Positive, Negative, Out, Report, DocumentOptions.Text, DocumentOptions.Url, Source, Bits, Epochs, Rate, Recall, MaxFalse, Folds, Seed, DocumentOptions.Threads, InputOutputOptions.MaxBad, InputOutputOptions.MaxRecordBytes], Run);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Get(Out) ?? throw new ForgeException("--out: expected the model file to write");
        using var trainer = new RecallTrainer(new RecallSettings(
            DocumentOptions.Fields(p), p.Get(Source), p.Get(Bits), p.Get(Epochs), p.Get(Rate), p.Get(Recall), p.Get(Folds), p.Get(Seed), DocumentOptions.ThreadsOf(p), p.Get(MaxFalse)));
        var bad = new BadRows("recall", p.Get(InputOutputOptions.MaxBad), null);
        using (var progress = context.Begin("documents"))
        {
            trainer.Add(Rows(p.Get(Positive), Positive.Name), true);
            trainer.Add(Rows(p.Get(Negative), Negative.Name), false);

            IEnumerable<Row> Rows(IReadOnlyList<string> files, string option)
            {
                if (files.Count == 0) throw new ForgeException($"--{option}: expected a file of documents");
                foreach (var row in InputFiles.Expand(files).SelectMany(f => RowReader.Open(f, bad, context.Cancel)))
                {
                    progress.Add();
                    yield return row;
                }
            }
        }

        var model = trainer.Train(context.Cancel);
        WholeFile.Write(path, RecallFile.Write(model));
        if (p.Get(Report) is { } report) WholeFile.Write(report, [.. Page(model), (byte)'\n']);
        Say(model, path, context);
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (!bad.Overspent) return Task.FromResult(ExitCode.Ok);
        context.Gate(bad.Verdict);
        return Task.FromResult(ExitCode.GateFailed);
    }

    private static void Say(RecallModel model, string path, ToolContext context)
    {
        var held = model.HeldOutBySource ? "sources" : "documents";
        context.Say($"{path}: from {model.Threshold:0.#####} on, held-out {held} give a recall of {model.MeanRecall:0.000} at {model.MeanFalse:0.000} of the others");
        foreach (var source in model.Sources.Take(40))
            context.Say($"  {source.Name}: {Quantity.Of(source.Documents, "document")}, {(source.Positive ? "recall" : "false")} {source.Share:0.000}");
        if (model.Sources.Count > 40) context.Say($"  and {model.Sources.Count - 40:N0} more sources");
        if (!model.HeldOutBySource) context.Warn("one positive source only: the threshold was set on its own documents and tells nothing of other sources");
        else if (model.MeanRecall < model.TargetRecall - 1e-6) context.Warn($"the threshold was kept at {model.Threshold:0.#####}; {model.TargetRecall:0.###} was asked for");
        else if (model.MeanFalse > 0.1) context.Warn("many other documents come through: unseen sources are told apart poorly; add seeds of more sources");
    }

    private static byte[] Page(RecallModel model) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("threshold", model.Threshold);
        w.WriteNumber("target_recall", model.TargetRecall);
        w.WriteBoolean("held_out_by_source", model.HeldOutBySource);
        w.WriteNumber("mean_recall", model.MeanRecall);
        w.WriteNumber("mean_false", model.MeanFalse);
        w.WriteNumber("max_false", model.MaxFalse);
        w.WriteStartArray("sources");
        foreach (var source in model.Sources)
        {
            w.WriteStartObject();
            w.WriteString("name", source.Name);
            w.WriteBoolean("positive", source.Positive);
            w.WriteNumber("documents", source.Documents);
            w.WriteNumber(source.Positive ? "recall" : "false", source.Share);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    });
}
