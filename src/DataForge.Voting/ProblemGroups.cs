using DataForge.Core;

namespace DataForge.Voting;

/// <summary>Samples of one problem, in the order read.</summary>
public sealed record ProblemGroup(string ProblemId, IReadOnlyList<Row> Samples);

/// <summary>Cuts a stream of samples into problems. One problem is in memory at a time; of those that passed only a hash is kept.</summary>
public static class ProblemGroups
{
    /// <param name="samples">Rows with <c>problem_id</c>; the samples of a problem stand together.</param>
    /// <exception cref="ForgeException">A row has no <c>problem_id</c>, or a problem comes back after others.</exception>
    public static IEnumerable<ProblemGroup> Of(IEnumerable<Row> samples)
    {
        var seen = new SeenProblems();
        string? id = null;
        var group = new List<Row>();
        foreach (var row in samples)
        {
            // Mostly the bytes of the id are those of the row before; an id may also be the same in another spelling of JSON.
            if ((group is [.., var last] && row.Raw("problem_id").SequenceEqual(last.Raw("problem_id"))) || row.Required("problem_id") == id)
            {
                group.Add(row);
                continue;
            }

            if (id is not null) yield return new ProblemGroup(id, group);
            id = row.Required("problem_id");
            if (string.IsNullOrWhiteSpace(id)) throw ForgeException.BadRecord(row.Path, row.Line, "field \"problem_id\": expected an id, found an empty string");
            if (!seen.Add(id))
                throw new ForgeException($"{ForgeException.Name(row.Path)}:{row.Line}: problem {id} comes back after other problems: its samples must stand together; sort the rows by problem, or give --sort");
            group = [row];
        }

        if (id is not null) yield return new ProblemGroup(id, group);
    }
}
