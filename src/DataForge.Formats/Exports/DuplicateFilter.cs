using System.Globalization;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Tells which rows repeat an earlier one. Keeps 16 bytes a row, about 40 with the table around them; 2^-128 apart, two rows that hash alike are taken for one.</summary>
public sealed class DuplicateFilter
{
    private readonly HashSet<UInt128> _seen = [];

    /// <summary>True for the first row of its kind.</summary>
    /// <param name="fields">What is compared, up to white space and Unicode form of texts; an absent field differs from an empty one. None compares whole rows, byte for byte.</param>
    public bool Add(Row row, IReadOnlyList<string> fields)
    {
        var parts = new string[Math.Max(fields.Count, 1)];
        for (var i = 0; i < fields.Count; i++) parts[i] = Canonical(row, fields[i]);
        if (fields.Count == 0) parts[0] = row.ToString();
        return _seen.Add(UInt128.Parse(StableHash.Hex128(parts), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static string Canonical(Row row, string field) =>
        row.Raw(field) is [(byte)'"', ..] ? Identity.OfProblem(row.Text(field)!) : row.RawText(field) ?? "";
}
