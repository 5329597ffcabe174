using System.Text;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Index;

/// <summary>Lets a corpus say which shared n-grams are stock phrases, and stores that in the index.</summary>
internal static class LearnBoilerplate
{
    private static readonly ListOpt Text = new("text-field", ["text"], "NAME", "Field with the document's text; the first that is there.");
    private static readonly IntOpt MinDocuments = new("min-documents", 20, 1, int.MaxValue, "documents", "Suppress a shared n-gram that this many hold.");

    public static Tool Command { get; } = new(
        "forge-index boilerplate", "Suppresses n-grams that unrelated items share and a corpus repeats.", "forge-index boilerplate clean.jsonl --index b.idx --out b2.idx",
        [ContaminationOptions.Index, IndexOptions.Out, Text, MinDocuments], Start, [Positional.Inputs]);

    private static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var path = IndexOptions.RequireOut(options);
        var data = IndexSources.Load(options.Get(ContaminationOptions.Index), [], [], GramSettings.Default, ContaminationOptions.ReadAll);
        var boilerplate = new CorpusBoilerplate(data);
        using (var progress = context.Begin("documents"))
            foreach (var row in options.Inputs.SelectMany(f => RowReader.Open(f, cancel: context.Cancel)))
            {
                if (FieldNames.First(row, options.Get(Text)) is { } name) boilerplate.Add(Encoding.UTF8.GetBytes(row.Required(name)));
                progress.Add();
            }

        if (boilerplate.Documents == 0) throw new ForgeException($"no row has the field {string.Join(" or ", options.Get(Text))}; name it with --text-field");
        var phrases = boilerplate.Apply(options.Get(MinDocuments));
        context.Say($"{phrases:N0} n-grams of unrelated items stand in {options.Get(MinDocuments):N0} or more of {boilerplate.Documents:N0} documents: suppressed");
        IndexOptions.Write(context, path, data);
        return Task.FromResult(ExitCode.Ok);
    }
}
