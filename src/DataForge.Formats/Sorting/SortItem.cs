using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A row with what it is sorted by; no two compare equal, because no two share a place.</summary>
internal sealed record SortItem(string Key, long Minor, long Place, Row Row) : IComparable<SortItem>
{
    public int CompareTo(SortItem? other)
    {
        if (other is null) return 1;
        var order = string.CompareOrdinal(Key, other.Key);
        if (order == 0) order = Minor.CompareTo(other.Minor);
        return order != 0 ? order : Place.CompareTo(other.Place);
    }
}
