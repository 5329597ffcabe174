using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>Pages of files, web archives and books, a row each.</summary>
/// <param name="MaxBytes">Largest page, decompressed; larger ones are rows with a fault.</param>
public sealed record DocumentsInput(IReadOnlyList<string> Paths, int MaxBytes) : RunInput(Paths)
{
    internal override IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel) =>
        Paths.SelectMany(path => DocumentReader.Open(path, MaxBytes, bad, cancel));
}
