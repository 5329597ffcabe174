using DataForge.Core;
using DataForge.Formats;
using DataForge.Stages;

namespace DataForge.Tools.Instructions;

/// <summary>Queries that instructions are put to: rows with a problem, a question or a conversation.</summary>
internal static class QueryFile
{
    /// <param name="least">Fewest characters.</param>
    /// <param name="most">Most characters.</param>
    /// <returns>Different queries in file order.</returns>
    /// <exception cref="ForgeException">A row holds none, or none is left.</exception>
    public static IReadOnlyList<Query> Read(string path, int least, int most, CancellationToken cancel)
    {
        var names = FieldNames.Default with { Problem = ["problem", "question", "query", "prompt", "messages"] };
        var queries = RowReader.Open(path, cancel: cancel).Select(row => Problem.From(row, names)).Where(q => q.Text.Length >= least && q.Text.Length <= most).DistinctBy(q => q.Id).Select(q => new Query(q)).ToList();
        return queries.Count > 0 ? queries : throw new ForgeException($"{path}: expected queries of {least} to {most} characters, found none");
    }
}
