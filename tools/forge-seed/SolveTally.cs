using DataForge.Seeds;

namespace DataForge.Tools.Seed;

/// <summary>Counts for the summary, by the evolution that a row says it went through.</summary>
/// <remarks>An evolved problem is valid when it works out and is what it says: changed numbers leave a plain problem, every other kind is found as that kind.</remarks>
internal sealed class SolveTally
{
    private readonly SortedDictionary<string, (int Rows, int Worded, int Solved, int Valid)> _counts = new(StringComparer.Ordinal);

    public void Add(string? evolution, Recognition? found)
    {
        var key = evolution ?? "not evolved";
        var (rows, worded, solved, valid) = _counts.GetValueOrDefault(key);
        var works = found?.Solved is not null;
        var asSaid = works && (found!.Kind ?? "change_numbers") == (evolution ?? "change_numbers");
        _counts[key] = (rows + 1, worded + (found is null ? 0 : 1), solved + (works ? 1 : 0), valid + (asSaid ? 1 : 0));
    }

    public IEnumerable<string> Lines() => _counts.Select(c =>
        $"{c.Key}: {c.Value.Rows:N0} problems, {c.Value.Worded:N0} worded as a template, {c.Value.Solved:N0} of these work out, {c.Value.Valid:N0} are of the kind they say");
}
