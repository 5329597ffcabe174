using System.Text;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting.Evaluation;

namespace DataForge.Tools.Eval;

/// <summary>forge-eval join.</summary>
internal static class JoinTool
{
    private static readonly ListOpt Column = new("column", [], "TITLE=FILE:FIGURE", "As 'Maj@8=cot.json:maj@8'; in the order of the table.", commas: false);
    private static readonly FileOpt Markdown = new("markdown", null, "The table as a Markdown file.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge-eval join", "Joins figures of several evaluations in one table, a row for each benchmark.",
        "forge-eval join --column Greedy=greedy.json:pass@1 --column Maj@8=cot.json:maj@8", [Column, Markdown], Run);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(Column).Count == 0) throw new ForgeException("--column: expected a figure, as --column Maj@8=cot.json:maj@8");
        var (table, files) = (new JoinedTable(), new Dictionary<string, Row>(StringComparer.Ordinal));
        foreach (var text in p.Get(Column))
        {
            var (equals, colon) = (text.IndexOf('='), text.LastIndexOf(':'));
            if (equals < 1 || colon < equals + 2 || colon == text.Length - 1) throw new ForgeException($"--column: expected TITLE=FILE:FIGURE, as Maj@8=cot.json:maj@8, found \"{text}\"");
            var path = text[(equals + 1)..colon];
            if (!files.TryGetValue(path, out var evaluation)) evaluation = files[path] = Read(path);
            table.Add(text[..equals], evaluation, text[(colon + 1)..], path);
        }

        var page = table.Markdown();
        using (var output = StandardStreams.OpenOutput()) output.Write(Encoding.UTF8.GetBytes(page));
        if (p.Get(Markdown) is { } file) WholeFile.Write(file, page);
        return Task.FromResult(ExitCode.Ok);
    }

    /// <summary>The file as one object: the row reader would take the list within it for the rows.</summary>
    private static Row Read(string path)
    {
        try
        {
            return Row.Parse(InputFiles.Bytes(path));
        }
        catch (ForgeException e) when (e.IsBadRecord)
        {
            throw new ForgeException($"{path}: expected figures that forge-eval wrote with --json", e);
        }
    }
}
