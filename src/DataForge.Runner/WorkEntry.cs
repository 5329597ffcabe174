using DataForge.Core;

namespace DataForge.Runner;

/// <summary>One item on its way through the stage.</summary>
/// <param name="Item">Null at the end, when bad records came last.</param>
/// <param name="Bad">Rejects of bad records that stood before it.</param>
/// <param name="Number">The item's place among all items read, from 0.</param>
/// <param name="Path">The input file; null where inputs are not told apart.</param>
internal sealed record WorkEntry<TItem>(TItem? Item, IReadOnlyList<Row> Bad, long Number, string? Path)
    where TItem : class;
